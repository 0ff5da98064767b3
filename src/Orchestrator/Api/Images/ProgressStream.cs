using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Images;
using Orchestrator.Daemon.Images;
using Orchestrator.Images.Pulling;

namespace Orchestrator.Daemon.Api.Images;

/// <summary>Answers with a line of progress now and then, and with what came out in the last one. Who goes away ends it.</summary>
internal sealed class ProgressStream(ApiCall call)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public async Task RunAsync(string failure, Func<ImagePull, CancellationToken, Task<ImageProgress>> work)
    {
        var watch = new ImagePull();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        var task = work(watch, ending.Token);
        call.Http.Response.ContentType = "application/x-ndjson";
        try
        {
            IReadOnlyList<LayerProgressView> told = [];
            while (await Task.WhenAny(task, Task.Delay(Pause, call.Node.Time, call.Cancel)) != task)
            {
                call.Cancel.ThrowIfCancellationRequested();
                var now = View(watch);
                if (now.SequenceEqual(told))
                    continue;
                told = now;
                await WriteAsync(new ImageProgress { Layers = now });
            }
            await WriteAsync(new ImageProgress { Layers = View(watch) });
            await WriteAsync(await task);
        }
        catch (Exception error) when (error is not OperationCanceledException && ImageService.ToProblem(failure, error) is not null)
        {
            await WriteAsync(new ImageProgress { Problem = ImageService.ToProblem(failure, error) });
        }
        finally
        {
            await ending.CancelAsync();
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IReadOnlyList<LayerProgressView> View(ImagePull watch) =>
    [
        .. watch.Layers.Select(layer => new LayerProgressView(layer.Digest, layer.State.ToString().ToLowerInvariant(), layer.Current, layer.Total)),
    ];

    private async Task WriteAsync(ImageProgress line)
    {
        var body = call.Http.Response.Body;
        await body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, ContractsJson.Default.ImageProgress), call.Http.RequestAborted);
        await body.WriteAsync(NewLine, call.Http.RequestAborted);
        await body.FlushAsync(call.Http.RequestAborted);
    }
}
