using System.Text.Json;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Writes framed output to stdout and stderr, byte for byte, and counts it.</summary>
internal sealed class OutputPump(Surroundings surroundings)
{
    private readonly Lazy<Stream> _out = new(surroundings.OpenOut);
    private readonly Lazy<Stream> _error = new(surroundings.OpenError);

    public long StdoutBytes { get; private set; }

    public long StderrBytes { get; private set; }

    /// <summary>Copies until the stream ends; at most one of the two is set.</summary>
    public async Task<(ContainerView? Ended, Problem? Problem)> CopyAsync(
        OutputReader reader, Action<ContainerView> started, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel) is { } piece)
        {
            switch (piece.Kind)
            {
                case StreamKind.Stdout:
                    _out.Value.Write(piece.Bytes.Span);
                    _out.Value.Flush();
                    StdoutBytes += piece.Bytes.Length;
                    break;
                case StreamKind.Stderr:
                    _error.Value.Write(piece.Bytes.Span);
                    _error.Value.Flush();
                    StderrBytes += piece.Bytes.Length;
                    break;
                case StreamKind.Dropped when JsonSerializer.Deserialize(piece.Bytes.Span, ContractsJson.Default.LogDropView) is { } drop:
                    surroundings.Error.WriteLine($"orch: {drop.Bytes} bytes of older {drop.Stream} were dropped: see --log-opt max-size");
                    (StdoutBytes, StderrBytes) = drop.Stream == "stdout" ? (StdoutBytes + drop.Bytes, StderrBytes) : (StdoutBytes, StderrBytes + drop.Bytes);
                    break;
                case StreamKind.Started when piece.Container() is { } view:
                    started(view);
                    break;
                case StreamKind.Ended:
                    return (piece.Container(), null);
                case StreamKind.Failed:
                    return (null, piece.Problem());
            }
        }
        return (null, Problems.Unreachable("", "The stream of output ended too early."));
    }
}
