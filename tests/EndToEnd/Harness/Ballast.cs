namespace Orchestrator.EndToEnd.Harness;

/// <summary>A file that takes the last byte of a file system.</summary>
internal static class Ballast
{
    public static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[1 << 20, 4096])
        {
            var block = new byte[size];
            try
            {
                while (true)
                    file.Write(block);
            }
            catch (IOException)
            {
                // ENOSPC: that is what is wanted; smaller blocks fill the rest.
            }
        }
    }
}
