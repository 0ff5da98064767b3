using System.Globalization;
using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Client;

/// <summary><c>/v1/containers</c> and <c>/v1/run</c>.</summary>
public sealed class ContainersApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    /// <param name="all">False: only those that live.</param>
    /// <param name="at">As they were then: an event's number, a time, or a duration ago; null: now.</param>
    public Task<ApiResult<IReadOnlyList<ContainerView>>> ListAsync(
        bool all, string? selector, CancellationToken cancel, string? at = null, bool size = false) =>
        transport.GetAsync(
            $"v1/containers?all={(all ? "true" : "false")}{(size ? "&size=true" : "")}{(selector is null ? "" : "&selector=" + Uri.EscapeDataString(selector))}{At(at, '&')}",
            Json.IReadOnlyListContainerView,
            cancel);

    public Task<ApiResult<ContainerView>> GetAsync(string name, CancellationToken cancel, string? at = null) =>
        transport.GetAsync(Path(name) + At(at, '?'), Json.ContainerView, cancel);

    public Task<ApiResult<ContainerSeccompView>> SeccompAsync(string name, CancellationToken cancel) =>
        transport.GetAsync(Path(name, "seccomp"), Json.ContainerSeccompView, cancel);

    /// <summary>The container as an LXC configuration.</summary>
    public Task<ApiResult<TextView>> LxcAsync(string name, CancellationToken cancel) =>
        transport.GetAsync(Path(name, "lxc"), Json.TextView, cancel);

    public Task<ApiResult<ContainerView>> CreateAsync(ContainerRequest request, bool start, CancellationToken cancel) =>
        transport.PostAsync(
            start ? "v1/containers?start=true" : "v1/containers", request, Json.ContainerRequest, Json.ContainerView, cancel);

    /// <summary>Creates and starts a container and gives its output as it comes, then its end.</summary>
    /// <param name="output">False: only that it began and its end.</param>
    public Task<ApiResult<OutputReader>> RunAsync(ContainerRequest request, CancellationToken cancel, bool output = true)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, Json.ContainerRequest);
        return OpenStream("POST", output ? "v1/run" : "v1/run?output=false", body, cancel);
    }

    /// <summary>Starts a container and gives its output from then on as it comes, then its end.</summary>
    /// <param name="output">False: only that it began and its end.</param>
    public Task<ApiResult<OutputReader>> StartAttachedAsync(string name, CancellationToken cancel, bool output = true)
    {
        return OpenStream("POST", Path(name, "run") + (output ? "" : "?output=false"), [], cancel);
    }

    public Task<ApiResult<ContainerView>> StartAsync(string name, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "start"), Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> StopAsync(string name, StopRequest request, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "stop"), request, Json.StopRequest, Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> RestartAsync(string name, StopRequest request, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "restart"), request, Json.StopRequest, Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> KillAsync(string name, KillRequest request, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "kill"), request, Json.KillRequest, Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> FreezeAsync(string name, FreezeRequest request, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "freeze"), request, Json.FreezeRequest, Json.ContainerView, cancel);

    /// <param name="owner">Whose freeze ends; null: the caller's.</param>
    /// <param name="force">End the freezes of all owners.</param>
    public Task<ApiResult<ContainerView>> ThawAsync(string name, CancellationToken cancel, string? owner = null, bool force = false) =>
        transport.PostAsync(
            $"{Path(name, "thaw")}?force={(force ? "true" : "false")}{(owner is null ? "" : $"&owner={Uri.EscapeDataString(owner)}")}",
            Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> UpdateAsync(string name, ResourceRequest request, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "update"), request, Json.ResourceRequest, Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> RenameAsync(string name, string newName, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "rename"), new RenameRequest(newName), Json.RenameRequest, Json.ContainerView, cancel);

    public Task<ApiResult<IReadOnlyList<SnapshotView>>> SnapshotsAsync(string? container, CancellationToken cancel) =>
        transport.GetAsync(
            container is null ? "v1/snapshots" : "v1/snapshots?container=" + Uri.EscapeDataString(container), Json.IReadOnlyListSnapshotView, cancel);

    public Task<ApiResult<ContainerView>> SnapshotAsync(string name, SnapshotRequest request, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "snapshots"), request, Json.SnapshotRequest, Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> RestoreAsync(string name, string snapshot, CancellationToken cancel) =>
        transport.PostAsync(Path(name, $"snapshots/{Uri.EscapeDataString(snapshot)}/restore"), Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> RemoveSnapshotAsync(string name, string snapshot, CancellationToken cancel) =>
        transport.DeleteAsync(Path(name, $"snapshots/{Uri.EscapeDataString(snapshot)}"), Json.ContainerView, cancel);

    public Task<ApiResult<ContainerView>> CopyAsync(string name, CopyRequest request, CancellationToken cancel) =>
        transport.PostAsync(Path(name, "copy"), request, Json.CopyRequest, Json.ContainerView, cancel);

    /// <param name="volumes">With the volumes that nobody named and no other container mounts.</param>
    public Task<ApiResult<ContainerView>> RemoveAsync(string name, bool force, CancellationToken cancel, bool volumes = false) =>
        transport.DeleteAsync($"{Path(name)}?force={(force ? "true" : "false")}&volumes={(volumes ? "true" : "false")}", Json.ContainerView, cancel);

    /// <param name="condition"><c>stopped</c>, <c>next-exit</c>, <c>running</c> or <c>removed</c>.</param>
    public Task<ApiResult<ContainerView>> WaitAsync(string name, string condition, CancellationToken cancel) =>
        transport.GetAsync($"{Path(name, "wait")}?condition={condition}", Json.ContainerView, cancel);

    public Task<ApiResult<IReadOnlyList<ContainerStats>>> StatsAsync(string? name, CancellationToken cancel, bool history = false) =>
        transport.GetAsync(
            $"v1/stats?history={(history ? "true" : "false")}{(name is null ? "" : "&container=" + Uri.EscapeDataString(name))}", Json.IReadOnlyListContainerStats, cancel);

    /// <param name="tail">Last lines only; null: from the beginning.</param>
    public Task<ApiResult<OutputReader>> LogsAsync(
        string name, bool follow, int? tail, CancellationToken cancel, string? since = null, bool timestamps = false, bool output = true)
    {
        var query = $"?follow={(follow ? "true" : "false")}"
            + (tail is { } lines ? "&tail=" + lines.ToString(CultureInfo.InvariantCulture) : "")
            + (since is null ? "" : "&since=" + Uri.EscapeDataString(since)) + (timestamps ? "&timestamps=true" : "") + (output ? "" : "&output=false");
        return OpenStream("GET", Path(name, "logs") + query, null, cancel);
    }

    /// <summary>Follows a run whose stream broke, from the bytes that were seen; with its end.</summary>
    public Task<ApiResult<OutputReader>> LogsFromAsync(
        string name, long stdoutBytes, long stderrBytes, bool removeAfter, CancellationToken cancel, bool output = true)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"?follow=true&stdoutFrom={stdoutBytes}&stderrFrom={stderrBytes}&remove={(removeAfter ? "true" : "false")}{(output ? "" : "&output=false")}");
        return OpenStream("GET", Path(name, "logs") + query, null, cancel);
    }

    /// <summary>What lies at a path inside.</summary>
    public Task<ApiResult<FileView>> LookAsync(string name, string path, CancellationToken cancel) =>
        transport.GetAsync($"{Path(name, "files")}?path={Uri.EscapeDataString(path)}", Json.FileView, cancel);

    /// <summary>How the root differs from the image.</summary>
    public Task<ApiResult<IReadOnlyList<FileChangeView>>> ChangesAsync(string name, CancellationToken cancel) =>
        transport.GetAsync(Path(name, "changes"), Json.IReadOnlyListFileChangeView, cancel);

    /// <summary>A file or directory as a tar stream; <c>DIR/.</c> gives what is in it. The caller disposes the answer.</summary>
    /// <param name="as">What its names begin with instead of the last part of the path.</param>
    /// <param name="follow">What a link in the last place of the path leads to, instead of the link.</param>
    public async Task<ApiResult<HttpResponseMessage>> CopyOutAsync(string name, string path, string? @as, CancellationToken cancel, bool follow = false)
    {
        using var get = new HttpRequestMessage(
            HttpMethod.Get,
            $"{Path(name, "archive")}?path={Uri.EscapeDataString(path)}{(@as is null ? "" : "&as=" + Uri.EscapeDataString(@as))}{(follow ? "&follow=true" : "")}");
        return await transport.OpenAsync(get, cancel);
    }

    /// <summary>The root as a tar stream. The caller disposes the answer.</summary>
    public async Task<ApiResult<HttpResponseMessage>> ExportAsync(string name, CancellationToken cancel)
    {
        using var get = new HttpRequestMessage(HttpMethod.Get, Path(name, "export"));
        return await transport.OpenAsync(get, cancel);
    }

    /// <summary>The root as a snapshot has it, as a tar stream. The caller disposes the answer.</summary>
    public async Task<ApiResult<HttpResponseMessage>> ExportSnapshotAsync(string name, string snapshot, CancellationToken cancel)
    {
        using var get = new HttpRequestMessage(HttpMethod.Get, $"{Path(name, "snapshots")}/{Uri.EscapeDataString(snapshot)}/export");
        return await transport.OpenAsync(get, cancel);
    }

    /// <summary>Unpacks a tar stream into a directory inside.</summary>
    /// <param name="keepOwners">False: everything belongs to the container's root.</param>
    public async Task<ApiResult<CopiedView>> CopyInAsync(string name, string directory, HttpContent tar, bool keepOwners, CancellationToken cancel)
    {
        using var put = new HttpRequestMessage(
            HttpMethod.Put, $"{Path(name, "archive")}?path={Uri.EscapeDataString(directory)}{(keepOwners ? "&owners=keep" : "")}") { Content = tar };
        return await transport.SendAsync(put, Json.CopiedView, cancel);
    }

    /// <summary>
    /// By the calling thread, on a connection of its own: a pool of connections and of threads takes longer to be set up than a
    /// small container runs, and nothing else is done meanwhile.
    /// </summary>
    private Task<ApiResult<OutputReader>> OpenStream(string method, string path, byte[]? body, CancellationToken cancel)
    {
        var (stream, problem) = new BlockingTransport(transport.SocketPath).OpenWith(method, path, body, cancel);
        return Task.FromResult<ApiResult<OutputReader>>(stream is null ? new(null, problem) : new(new OutputReader(stream, transport.SocketPath), null));
    }

    private static string At(string? at, char before) => at is null ? "" : $"{before}at={Uri.EscapeDataString(at)}";

    private static string Path(string name, string? verb = null) =>
        verb is null ? "v1/containers/" + Uri.EscapeDataString(name) : $"v1/containers/{Uri.EscapeDataString(name)}/{verb}";
}
