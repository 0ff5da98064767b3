using System.Diagnostics;

namespace Orchestrator.Images.Tests.Support;

/// <summary>Compresses by a program of the machine.</summary>
internal static class Packer
{
    public static byte[] Xz(byte[] plain, params string[] options) => Run("xz", plain, ["--compress", "--stdout", .. options]);

    public static byte[] Bzip2(byte[] plain, params string[] options) => Run("bzip2", plain, ["--compress", "--stdout", .. options]);

    public static byte[] Run(string program, byte[] input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var writing = new Thread(() =>
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
        writing.Start();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        writing.Join();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
        return output.ToArray();
    }
}
