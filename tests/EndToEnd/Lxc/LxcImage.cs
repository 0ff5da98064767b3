namespace Orchestrator.EndToEnd.Lxc;

/// <summary>An image as lxc-local and lxc-download want it.</summary>
internal sealed record LxcImage(string Files, string Metadata)
{
    public static async Task<LxcImage> MakeAsync(LxcSite site, string name)
    {
        var folder = Path.Combine(site.Root.Folder, "image-" + name);
        LxcSite.Fill(Path.Combine(folder, "tree"));
        Directory.CreateDirectory(Path.Combine(folder, "meta"));
        File.WriteAllText(Path.Combine(folder, "meta/config"), "# from the image\nlxc.mount.auto = proc sys\n");
        File.WriteAllText(Path.Combine(folder, "meta/create-message"), "made\n");
        File.WriteAllText(Path.Combine(folder, "meta/expiry"), "4102444800\n");
        (await site.Type($"tar -C {folder}/tree -cJf {folder}/rootfs.tar.xz . && tar -C {folder}/meta -cJf {folder}/meta.tar.xz .")).Ok();
        return new LxcImage(Path.Combine(folder, "rootfs.tar.xz"), Path.Combine(folder, "meta.tar.xz"));
    }
}
