using System.Collections.Concurrent;
using Orchestrator.Isolation.Capabilities;

namespace Orchestrator.Isolation.Seccomp;

/// <summary>Programs by profile and capabilities, compiled once for the life of the daemon.</summary>
internal sealed class SeccompPrograms
{
    public const string Unconfined = "unconfined";

    private readonly ConcurrentDictionary<(string Profile, CapabilitySet Capabilities), byte[]> _compiled = new();

    public static IReadOnlyList<string> Names { get; } = ["default", Unconfined];

    /// <summary>The bytes of sock_filter[]; empty for <see cref="Unconfined"/>. The caller has checked the name.</summary>
    public byte[] Get(string profile, CapabilitySet capabilities) => profile == Unconfined
        ? []
        : _compiled.GetOrAdd(
            (profile, capabilities), static key => SeccompCompiler.Compile(DefaultProfile.For(key.Capabilities)));
}
