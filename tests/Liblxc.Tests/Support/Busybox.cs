namespace Orchestrator.Liblxc.Tests.Support;

internal static class Busybox
{
    /// <summary>A root with a busybox and some of its tools in a folder of the scratch.</summary>
    public static string Root(Scratch scratch, string name)
    {
        Assert.SkipUnless(File.Exists("/bin/busybox"), "busybox-static is not installed");
        var root = scratch.Folder(name);
        foreach (var folder in (string[])["bin", "proc", "sys", "dev", "tmp", "etc"])
            Directory.CreateDirectory(Path.Combine(root, folder));
        // Root of a container is nobody to the folders above.
        for (var folder = root; folder.Length >= scratch.Path.Length; folder = Path.GetDirectoryName(folder)!)
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        File.Copy("/bin/busybox", Path.Combine(root, "bin", "busybox"));
        foreach (var tool in (string[])["sh", "sleep", "id", "true", "test", "cat"])
            File.CreateSymbolicLink(Path.Combine(root, "bin", tool), "busybox");
        return root;
    }
}
