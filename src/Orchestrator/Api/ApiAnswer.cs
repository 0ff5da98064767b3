using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Actors.Messages;
using Orchestrator.Contracts;

namespace Orchestrator.Daemon.Api;

/// <summary>A whole answer: it can be kept and given again for the same idempotency key.</summary>
internal sealed record ApiAnswer(int Status, string ContentType, byte[] Body)
{
    public static ApiAnswer Json<T>(T value, JsonTypeInfo<T> type, int status = 200) =>
        new(status, "application/json", JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static ApiAnswer Text(string text, string contentType, int status = 200) =>
        new(status, contentType, System.Text.Encoding.UTF8.GetBytes(text));

    public static ApiAnswer Problem(Problem problem) =>
        new(problem.Status, "application/problem+json", JsonSerializer.SerializeToUtf8Bytes(problem, ContractsJson.Default.Problem));

    public static ApiAnswer Invalid(string title, string? detail = null, string? next = null) =>
        Problem(new Problem { Title = title, Detail = detail, Next = next, Status = 400 });

    public static ApiAnswer Of(Refusal refusal) => Problem(Refusals.ToProblem(refusal));
}
