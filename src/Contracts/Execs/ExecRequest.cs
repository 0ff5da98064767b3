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

    /// <summary>personality(2), such as 8 for PER_LINUX32; null: the container's.</summary>
    public uint? Personality { get; set; }

    /// <summary>
    /// Instead of a process: a connection to the holder of the container's console. No descriptors go with it and the command
    /// is empty; the connection comes by SCM_RIGHTS with the reply.
    /// </summary>
    public bool Console { get; set; }

    /// <summary>With <see cref="Console"/>: the attempt, where the caller knows it and the container may be gone by now.</summary>
    public int? Attempt { get; set; }
}
