using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Execs;

/// <summary>
/// First message on the exec socket; three descriptors (stdin, stdout, stderr) travel with it by SCM_RIGHTS.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ExecRequest
{
    public required string Container { get; set; }

    public required IReadOnlyList<string> Command { get; set; }

    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    public string? Workdir { get; set; }

    public string? User { get; set; }

    /// <summary>The descriptors are one pty slave, to become the controlling terminal.</summary>
    public bool Terminal { get; set; }
}
