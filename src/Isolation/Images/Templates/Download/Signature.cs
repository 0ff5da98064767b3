using System.ComponentModel;
using System.Diagnostics;

namespace Orchestrator.Isolation.Images.Templates.Download;

/// <summary>Signatures of a server's lists, looked at by gpgv(1): one of the keys in the keyring must have made them.</summary>
internal static class Signature
{
    /// <param name="signature">What lies beside the content.</param>
    /// <exception cref="ImageServerException">It is not good, or cannot be looked at.</exception>
    public static async Task VerifyAsync(string keyring, byte[] signature, byte[] content, string folder, CancellationToken cancel)
    {
        var (signed, data) = (Path.Combine(folder, "checked.asc"), Path.Combine(folder, "checked"));
        try
        {
            await File.WriteAllBytesAsync(signed, signature, cancel).ConfigureAwait(false);
            await File.WriteAllBytesAsync(data, content, cancel).ConfigureAwait(false);
            await RunAsync(["--keyring", keyring, signed, data], cancel).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(signed);
            File.Delete(data);
        }
    }

    /// <summary>The content of a document that has its signature within itself; what stands outside of it was not signed and is left out.</summary>
    /// <exception cref="ImageServerException">It is not good, or cannot be looked at.</exception>
    public static async Task<byte[]> ContentAsync(string keyring, byte[] document, string folder, CancellationToken cancel)
    {
        var (signed, data) = (Path.Combine(folder, "checked.asc"), Path.Combine(folder, "checked"));
        try
        {
            File.Delete(data);
            await File.WriteAllBytesAsync(signed, document, cancel).ConfigureAwait(false);
            await RunAsync(["--keyring", keyring, "--output", data, signed], cancel).ConfigureAwait(false);
            return await File.ReadAllBytesAsync(data, cancel).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(signed);
            File.Delete(data);
        }
    }

    private static async Task RunAsync(string[] arguments, CancellationToken cancel)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("gpgv", arguments)
            {
                RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/",
            })!;
            var said = await process.StandardError.ReadToEndAsync(cancel).ConfigureAwait(false);
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new ImageServerException($"The signature of the server's lists is not good: {said.Trim()}");
        }
        catch (Win32Exception)
        {
            throw new ImageServerException("The signature cannot be looked at: gpgv is not on this machine. Install it with: apt-get install gpgv");
        }
    }
}
