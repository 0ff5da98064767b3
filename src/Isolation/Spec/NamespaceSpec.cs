using System.Text.Json.Serialization;

namespace Orchestrator.Isolation.Spec;

public enum UserNamespaceMode
{
    /// <summary>An own user namespace with an id range that no other container has.</summary>
    Private,

    /// <summary>The host's: root inside is root outside. Only on explicit request.</summary>
    Host,
}

public enum NetworkMode
{
    /// <summary>An own network namespace with nothing but loopback.</summary>
    None,

    /// <summary>The host's network namespace. Only on explicit request.</summary>
    Host,
}

/// <summary>All are the container's own unless asked otherwise, except the time namespace, which is the host's without offsets.</summary>
public sealed record NamespaceSpec
{
    public UserNamespaceMode User { get; init; } = UserNamespaceMode.Private;

    public NetworkMode Network { get; init; } = NetworkMode.None;

    /// <summary>Offset of CLOCK_MONOTONIC and CLOCK_BOOTTIME inside; null shares the host's time namespace.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>Offset of CLOCK_BOOTTIME where it is another one than <see cref="ClockOffset"/>.</summary>
    public TimeSpan? BootOffset { get; init; }

    /// <summary>Of ipc, uts, cgroup and pid those that are the host's.</summary>
    public IReadOnlyList<string>? Host { get; init; }

    /// <summary>
    /// cgroup, ipc, mnt, net, pid, time, user or uts, and whose to share (<see cref="NamespaceSource"/>). It is looked for at
    /// each start: its owner has to run then, and may end later.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Join { get; init; }

    /// <summary>True where there is a network namespace of the container's own.</summary>
    [JsonIgnore]
    public bool OwnNetwork => Network == NetworkMode.None && !IsJoined("net");

    [JsonIgnore]
    public bool OwnUsers => User == UserNamespaceMode.Private && !IsJoined("user");

    /// <summary>Whether ipc, uts, cgroup, pid or mnt is the container's own.</summary>
    public bool IsOwn(string name) => Host?.Contains(name) != true && !IsJoined(name);

    public bool IsJoined(string name) => Join?.ContainsKey(name) == true;
}
