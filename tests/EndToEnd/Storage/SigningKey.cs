using System.Diagnostics;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>A key pair of gpg(1) in a folder of its own, with the public half as a keyring that gpgv(1) takes.</summary>
internal sealed class SigningKey : IAsyncDisposable
{
    private readonly string _folder;

    public SigningKey(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Run([], "--passphrase", "", "--quick-generate-key", "server@example.test", "ed25519", "sign");
        Keyring = Path.Combine(folder, "public.gpg");
        File.WriteAllBytes(Keyring, Run([], "--export"));
    }

    public string Keyring { get; }

    public byte[] Run(byte[] input, params string[] arguments) => Start("gpg", input, ["--homedir", _folder, "--batch", "--quiet", .. arguments]);

    /// <summary>gpg starts an agent that would go on.</summary>
    public ValueTask DisposeAsync()
    {
        Start("gpgconf", [], ["--homedir", _folder, "--kill", "gpg-agent"]);
        return ValueTask.CompletedTask;
    }

    private static byte[] Start(string program, byte[] input, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
        return output.ToArray();
    }
}
