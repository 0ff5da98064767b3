using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Orchestrator.Isolation.Images.Templates.Download;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Images.Templates;

/// <summary>
/// A build of a distribution from an image server: the layout of LXC's, or simplestreams as Incus has it. Checksums are always
/// looked at, and with a keyring signatures too. What was fetched is kept until its metadata says that it is old.
/// </summary>
internal sealed class DownloadTemplate(string cache, TimeProvider time) : IImageTemplate
{
    private static readonly string[] Options =
    [
        "--dist,-d=", "--release,-r=", "--arch,-a=", "--variant=", "--server=", "--keyring=", "--flush-cache", "--force-cache", "--list,-l",
    ];

    public string Name => "download";

    public string Summary => "a distribution from an image server: -d debian -r bookworm [-a amd64] [--variant default] [--server HOST] [--keyring FILE] [-l]";

    public async Task<TemplateOutcome> BuildAsync(TemplateOrder order, CancellationToken cancel)
    {
        if (TemplateArguments.Read(Name, order.Arguments, Options, out var problem) is not { } given)
            return new TemplateOutcome(problem);
        var wanted = new Wanted(
            given.Get("--dist") ?? "", given.Get("--release") ?? "", given.Get("--arch") ?? HostArchitecture, given.Get("--variant") ?? "default",
            given.Get("--server") ?? "images.linuxcontainers.org", given.Get("--keyring"));
        try
        {
            if (given.Has("--list") || wanted.Distribution.Length == 0 || wanted.Release.Length == 0)
                return new TemplateOutcome($"The template download wants -d DISTRIBUTION and -r RELEASE. https://{wanted.Server} has:\n{await ListAsync(wanted, cancel).ConfigureAwait(false)}");
            if (wanted.Parts.FirstOrDefault(part => !IsPart(part)) is { } bad)
                return new TemplateOutcome($"'{bad}' is no name of a distribution, release, architecture or variant. See them with: -l");
            if (wanted.Keyring is { } keyring && !Path.IsPathFullyQualified(keyring))
                return new TemplateOutcome("The path of the keyring must be absolute, as the daemon has another working directory.");
            var folder = Path.Combine([cache, "download", wanted.Server.Replace(':', '_'), .. wanted.Parts]);
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (given.Has("--flush-cache") || (!given.Has("--force-cache") && IsOld(folder)) || !File.Exists(Path.Combine(folder, "build")))
                await RefreshAsync(wanted, folder, cancel).ConfigureAwait(false);
            var metadata = Path.Combine(folder, "meta.tar.xz");
            return await Task.Run(
                () => LocalTemplate.Unpack(order, Path.Combine(folder, "rootfs.tar.xz"), File.Exists(metadata) ? metadata : null, withoutDevices: false, cancel), cancel)
                .ConfigureAwait(false);
        }
        catch (ImageServerException failure)
        {
            return new TemplateOutcome(failure.Message);
        }
        catch (Exception failure) when (failure is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new TemplateOutcome($"What https://{wanted.Server} sent cannot be used: {failure.Message}");
        }
    }

    private static string HostArchitecture => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

    private async Task RefreshAsync(Wanted wanted, string folder, CancellationToken cancel)
    {
        using var server = new ImageServer(wanted.Server);
        var build = await FindAsync(server, wanted, folder, cancel).ConfigureAwait(false);
        var mark = Path.Combine(folder, "build");
        if (File.Exists(mark) && await File.ReadAllTextAsync(mark, cancel).ConfigureAwait(false) is var had && had == $"{build.Id} {build.Rootfs.Sha256}")
        {
            File.SetLastWriteTimeUtc(mark, time.GetUtcNow().UtcDateTime);
            return;
        }
        File.Delete(mark);
        // A part of another build is no beginning of this one.
        var partMark = Path.Combine(folder, "part");
        if (!File.Exists(partMark) || await File.ReadAllTextAsync(partMark, cancel).ConfigureAwait(false) != build.Rootfs.Sha256)
            File.Delete(Path.Combine(folder, "rootfs.tar.xz.part"));
        await File.WriteAllTextAsync(partMark, build.Rootfs.Sha256, cancel).ConfigureAwait(false);
        var metadata = Path.Combine(folder, "meta.tar.xz");
        File.Delete(metadata);
        File.Delete(metadata + ".part");
        if (build.Metadata is { } meta)
            await server.FetchAsync(meta, metadata, cancel).ConfigureAwait(false);
        await server.FetchAsync(build.Rootfs, Path.Combine(folder, "rootfs.tar.xz"), cancel).ConfigureAwait(false);
        await File.WriteAllTextAsync(mark, $"{build.Id} {build.Rootfs.Sha256}", cancel).ConfigureAwait(false);
        File.Delete(partMark);
    }

    private static async Task<RemoteBuild> FindAsync(ImageServer server, Wanted wanted, string folder, CancellationToken cancel)
    {
        foreach (var path in LxcIndex.Paths)
        {
            if (await server.TryReadAsync(path, cancel).ConfigureAwait(false) is not { } index)
                continue;
            if (LxcIndex.Read(Encoding.UTF8.GetString(index)).FirstOrDefault(wanted.Fits) is { } line)
                return await BuildOfAsync(server, wanted, line, folder, cancel).ConfigureAwait(false);
        }
        if (await StreamsAsync(server, wanted, SimpleStreams.IndexPath, folder, cancel).ConfigureAwait(false) is { } streams)
        {
            foreach (var path in SimpleStreams.Lists(streams))
            {
                // What Incus keeps beside a root is for Incus.
                if (await StreamsAsync(server, wanted, path, folder, cancel).ConfigureAwait(false) is { } list
                    && SimpleStreams.Find(list, wanted.Distribution, wanted.Release, wanted.Architecture, wanted.Variant) is { } build)
                    return build with { Metadata = null };
            }
        }
        throw new ImageServerException($"https://{wanted.Server} has no {string.Join(' ', wanted.Parts)}. See what it has with: -l");
    }

    /// <summary>A list of simplestreams; with a keyring the one that is signed, which has its checksums and so vouches for everything.</summary>
    private static async Task<byte[]?> StreamsAsync(ImageServer server, Wanted wanted, string path, string folder, CancellationToken cancel)
    {
        if (wanted.Keyring is not { } keyring)
            return await server.TryReadAsync(path, cancel).ConfigureAwait(false);
        var signed = Path.ChangeExtension(path, ".sjson");
        if (await server.TryReadAsync(signed, cancel).ConfigureAwait(false) is { } document)
            return await Signature.ContentAsync(keyring, document, folder, cancel).ConfigureAwait(false);
        return await server.TryReadAsync(path, cancel).ConfigureAwait(false) is null
            ? null
            : throw new ImageServerException($"https://{wanted.Server}/{signed} is not there, and a keyring was given to look at it with. Leave --keyring out to go by checksums alone.");
    }

    private static async Task<RemoteBuild> BuildOfAsync(ImageServer server, Wanted wanted, LxcIndexLine line, string folder, CancellationToken cancel)
    {
        var list = await server.TryReadAsync($"{line.Path}/SHA256SUMS", cancel).ConfigureAwait(false)
            ?? throw new ImageServerException($"https://{wanted.Server}/{line.Path}/SHA256SUMS is not there: without checksums nothing is used.");
        if (wanted.Keyring is { } keyring)
        {
            var signature = await server.TryReadAsync($"{line.Path}/SHA256SUMS.asc", cancel).ConfigureAwait(false)
                ?? throw new ImageServerException($"https://{wanted.Server}/{line.Path}/SHA256SUMS.asc is not there, and a keyring was given to look at it with.");
            await Signature.VerifyAsync(keyring, signature, list, folder, cancel).ConfigureAwait(false);
        }
        var sums = LxcIndex.Sums(Encoding.UTF8.GetString(list));
        RemoteFile File(string name) => new($"{line.Path}/{name}", sums.GetValueOrDefault(name)
            ?? throw new ImageServerException($"https://{wanted.Server}/{line.Path}/SHA256SUMS says nothing of {name}."));
        return new RemoteBuild(line.Build, File("rootfs.tar.xz"), File("meta.tar.xz"));
    }

    private async Task<string> ListAsync(Wanted wanted, CancellationToken cancel)
    {
        using var server = new ImageServer(wanted.Server);
        foreach (var path in LxcIndex.Paths)
        {
            if (await server.TryReadAsync(path, cancel).ConfigureAwait(false) is { } index)
                return string.Join('\n', LxcIndex.Read(Encoding.UTF8.GetString(index)).Select(line => $"{line.Distribution} {line.Release} {line.Architecture} {line.Variant}"));
        }
        if (await server.TryReadAsync(SimpleStreams.IndexPath, cancel).ConfigureAwait(false) is not { } streams)
            return "(no list that is known)";
        var names = new List<string>();
        foreach (var path in SimpleStreams.Lists(streams))
        {
            if (await server.TryReadAsync(path, cancel).ConfigureAwait(false) is { } list)
                names.AddRange(SimpleStreams.Names(list));
        }
        return string.Join('\n', names);
    }

    /// <summary>By its own word; without one a day after it was asked for last.</summary>
    private bool IsOld(string folder)
    {
        var mark = Path.Combine(folder, "build");
        if (!File.Exists(mark))
            return true;
        var metadata = Path.Combine(folder, "meta.tar.xz");
        if (File.Exists(metadata))
        {
            var place = Path.Combine(folder, "meta");
            using var parent = DirectoryHandle.Open(folder);
            TreeRemoval.Remove(parent, "meta");
            if (TemplateArchives.Unpack(metadata, place, metadata: true, CancellationToken.None) is null)
            {
                using var handle = DirectoryHandle.Open(place);
                var expiry = new TemplateMetadata(handle).Expiry;
                TreeRemoval.Remove(parent, "meta");
                if (expiry is { } until)
                    return time.GetUtcNow() >= until;
            }
        }
        return time.GetUtcNow() - File.GetLastWriteTimeUtc(mark) > TimeSpan.FromDays(1);
    }

    private static bool IsPart(string part) =>
        part.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(part[0]) && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '+');

    private sealed record Wanted(string Distribution, string Release, string Architecture, string Variant, string Server, string? Keyring)
    {
        public string[] Parts => [Distribution, Release, Architecture, Variant];

        public bool Fits(LxcIndexLine line) =>
            line.Distribution == Distribution && line.Release == Release && line.Architecture == Architecture && line.Variant == Variant;
    }
}
