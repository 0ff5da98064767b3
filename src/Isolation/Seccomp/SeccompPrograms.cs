using System.Collections.Concurrent;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp.Policies;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Seccomp;

/// <summary>Programs by policy and capabilities: compiled once, not per start.</summary>
internal sealed class SeccompPrograms
{
    public const string Unconfined = "unconfined";

    public const string Default = "default";

    /// <summary>Own policies are the users': what they have sent must not be kept without bound.</summary>
    private const int Most = 256;

    private readonly ConcurrentDictionary<Key, SeccompProgram> _compiled = new();

    /// <summary>Null for <see cref="Unconfined"/>. The spec has been checked.</summary>
    public SeccompProgram? Get(SecuritySpec security, CapabilitySet bounding)
    {
        if (IsUnconfined(security))
            return null;
        var key = new Key(security.SeccompPolicy, string.Join(' ', security.SeccompAbis ?? []), bounding);
        if (_compiled.TryGetValue(key, out var ready))
            return ready;
        if (_compiled.Count >= Most)
            _compiled.Clear();
        return _compiled.GetOrAdd(key, _ => Compile(security, bounding));
    }

    /// <summary>What is wrong with the seccomp part of a spec, in a sentence, or null.</summary>
    public string? Check(SecuritySpec security, CapabilitySet bounding)
    {
        if (IsUnconfined(security))
        {
            return security.SeccompAbis is { Count: > 0 }
                ? "The seccomp profile is unconfined: every ABI is open without asking. Leave the ABIs out."
                : null;
        }
        if (Policy(security, out var problem) is null)
            return problem;
        try
        {
            Get(security, bounding);
            return null;
        }
        catch (SeccompTooLargeException error)
        {
            return error.Message;
        }
    }

    /// <summary>The policy that a spec names, read anew; null with what is wrong.</summary>
    public static ISeccompPolicy? Policy(SecuritySpec security, out string? problem)
    {
        problem = null;
        if (security.SeccompPolicy is { } text)
        {
            if (security.SeccompAbis is { Count: > 0 })
            {
                problem = "A seccomp policy of your own says itself which architectures are open. Leave the ABIs out.";
                return null;
            }
            var reading = PolicyReader.Read(security.SeccompProfile, text);
            if (reading.Policy is null)
            {
                var errors = reading.Errors.Take(5).Select(error => $"\n  {error}");
                problem = $"The seccomp policy {security.SeccompProfile} cannot be carried out:{string.Concat(errors)}";
            }
            return reading.Policy;
        }
        if (security.SeccompProfile != Default)
        {
            problem = $"There is no seccomp profile '{security.SeccompProfile}'. Known: {Default}, {Unconfined}; a file is given with its contents.";
            return null;
        }
        var abis = new List<SeccompAbi>();
        foreach (var name in security.SeccompAbis ?? [])
        {
            if (SeccompMachine.Here.Abis.FirstOrDefault(abi => abi.Name == name) is not { } abi)
            {
                problem = $"'{name}' is no ABI of this machine. Known: {string.Join(", ", SeccompMachine.Here.Abis)}.";
                return null;
            }
            abis.Add(abi);
        }
        return new DefaultPolicy(abis);
    }

    private static bool IsUnconfined(SecuritySpec security) =>
        security.SeccompPolicy is null && security.SeccompProfile == Unconfined;

    private static SeccompProgram Compile(SecuritySpec security, CapabilitySet bounding)
    {
        var policy = Policy(security, out var problem) ?? throw new ArgumentException(problem, nameof(security));
        var profile = policy.Resolve(SeccompContext.Here(bounding));
        return new SeccompProgram(SeccompCompiler.Compile(profile), profile.Flags);
    }

    private readonly record struct Key(string? Policy, string Abis, CapabilitySet Capabilities);
}
