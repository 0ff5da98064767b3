using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Client;

public readonly record struct OutputPiece(StreamKind Kind, ReadOnlyMemory<byte> Bytes)
{
    public ContainerView? Container() => JsonSerializer.Deserialize(Bytes.Span, ContractsJson.Default.ContainerView);

    public Problem Problem() =>
        JsonSerializer.Deserialize(Bytes.Span, ContractsJson.Default.Problem) ?? Problems.Garbled("The problem is null.");

    public static OutputPiece OfProblem(Problem problem) =>
        new(StreamKind.Failed, JsonSerializer.SerializeToUtf8Bytes(problem, ContractsJson.Default.Problem));
}
