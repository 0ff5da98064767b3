using System.Formats.Tar;
using System.Security.Cryptography;

namespace Orchestrator.EndToEnd.Images;

/// <summary>An archive as <c>docker save</c> writes it, with busybox and a config that the test writes.</summary>
internal static class ImageFile
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly string[] Programs = ["sh", "sleep", "test", "touch", "cat", "mkdir", "wc"];

    /// <param name="config">The object <c>config</c> of the image's configuration, as JSON.</param>
    public static async Task WriteAsync(string path, string name, string config)
    {
        var layer = new MemoryStream();
        await using (var tar = new TarWriter(layer, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin", "tmp"])
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = Executable });
            await using (var busybox = File.OpenRead("/bin/busybox"))
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = Executable, DataStream = busybox });
            foreach (var program in Programs)
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{program}") { LinkName = "busybox" });
        }
        var diff = Convert.ToHexStringLower(SHA256.HashData(layer.ToArray()));
        await using var file = File.Create(path);
        await using var archive = new TarWriter(file);
        await Add("layer.tar", layer.ToArray());
        await Add("config.json", System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","config":{{{config}}},"rootfs":{"type":"layers","diff_ids":["sha256:{{{diff}}}"]}}"""));
        await Add("manifest.json", System.Text.Encoding.UTF8.GetBytes($$"""[{"Config":"config.json","RepoTags":["{{name}}"],"Layers":["layer.tar"]}]"""));

        async Task Add(string entry, byte[] bytes) =>
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(bytes) });
    }
}
