using Orchestrator.Actors.Messages.Archives;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Audit;
using Orchestrator.Daemon.Audit;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Daemon.Api.Audit;

internal static class AuditRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/audit/verify", "Verify the whole journal: chain, signatures, and that it ends where it ended")
        {
            Queries = ["key"], Response = typeof(AuditReportView), Answer = VerifyAsync,
        },
        new("GET", "/v1/audit/key", "The public key that signs the journal's checkpoints")
        {
            Response = typeof(AuditKeyView),
            Answer = call => Task.FromResult(ApiAnswer.Json(call.Node.Audit.Key(), Json.AuditKeyView)),
        },
        new("POST", "/v1/audit/archive", "Move the records before one, or before a time, from the journal to an archive file")
        {
            Request = typeof(ArchiveRequest), Response = typeof(ArchiveResultView), Answer = ArchiveAsync,
        },
        new("GET", "/v1/audit/export", "The journal as JSON lines (can be verified and imported), CSV or CloudEvents")
        {
            Queries = ["format", "first", "last", "since", "until"],
            Response = typeof(string),
            ResponseType = "application/x-ndjson",
            Stream = ExportAsync,
        },
    ];

    private static async Task<ApiAnswer> ArchiveAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ArchiveRequest);
        if (request.BeforeSeq is null == request.BeforeTime is null)
            throw new BadRequestException("one of 'beforeSeq' and 'beforeTime' is needed");
        var reply = await call.AskAsync(new ArchiveJournal(call.Caller, call.Cause, request.BeforeSeq, request.BeforeTime));
        return reply.View is { } view
            ? ApiAnswer.Json(new ArchiveResultView(view.First, view.Through, view.File, view.Bytes), Json.ArchiveResultView)
            : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task ExportAsync(ApiCall call)
    {
        var format = call.Query("format") ?? "jsonl";
        if (!ExportFormats.MediaTypes.TryGetValue(format, out var mediaType))
            throw new BadRequestException($"'format' must be one of {string.Join(", ", ExportFormats.MediaTypes.Keys)}, not '{format}'");
        var range = new ExportRange(call.Number("first"), call.Number("last"), call.Time("since"), call.Time("until"));
        call.Http.Response.ContentType = mediaType;
        try
        {
            await call.Node.Audit.ExportAsync(
                call.Node.Settings.NodeName, range, format, call.Http.Response.Body, call.Node.Time, call.Cancel);
        }
        catch (InvalidDataException error)
        {
            call.Node.Log.Error("The export of the journal broke off: {Problem}", error.Message);
            if (call.Http.Response.HasStarted)
                call.Http.Abort();
            else
                throw new BadRequestException(error.Message);
        }
    }

    private static async Task<ApiAnswer> VerifyAsync(ApiCall call)
    {
        List<AuditPublicKey> keys;
        try
        {
            keys = [.. call.Queries("key").OfType<string>().Select(text => AuditPublicKey.FromPem(text, "'key'"))];
        }
        catch (AuditKeyException error)
        {
            throw new BadRequestException(error.Message);
        }
        var began = call.Node.Time.GetTimestamp();
        var report = await call.Node.Audit.VerifyAsync(keys, call.Cancel);
        return ApiAnswer.Json(AuditMapper.ToView(report, call.Node.Time.GetElapsedTime(began)), Json.AuditReportView);
    }
}
