using Orchestrator.Kernel;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>An answer to one request: a header, bytes behind it, descriptors that travel with the header.</summary>
internal sealed record LxcReply(int Result) : IDisposable
{
    /// <summary>The end of the connection is the answer.</summary>
    public static LxcReply HangUp { get; } = new(0) { IsHangUp = true };

    public bool IsHangUp { get; private init; }

    /// <summary>A pid, a state or flags.</summary>
    public long Value { get; init; }

    public byte[] Data { get; init; } = [];

    public IReadOnlyList<Descriptor> Descriptors { get; init; } = [];

    /// <summary>The connection stays, for what is told later or for as long as the caller wants what he was given.</summary>
    public bool Stays { get; init; }

    /// <summary>What lasts as long as the connection does.</summary>
    public IDisposable? Held { get; init; }

    public static LxcReply Refused(int errno) => new(-errno);

    public static LxcReply Text(string text) => new(0) { Data = [.. System.Text.Encoding.UTF8.GetBytes(text), 0] };

    public void Dispose()
    {
        foreach (var descriptor in Descriptors)
            descriptor.Dispose();
        Held?.Dispose();
    }
}
