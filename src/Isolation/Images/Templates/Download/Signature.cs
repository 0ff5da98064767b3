using System.ComponentModel;
using System.Diagnostics;

namespace Orchestrator.Isolation.Images.Templates.Download;

/// <summary>A signature beside a file, looked at by gpgv(1).</summary>
internal static class Signature
{
    /// <summary>Null: one of the keys in the keyring made it.</summary>
    public static async Task<string?> VerifyAsync(string keyring, byte[] signature, byte[] content, string folder, CancellationToken cancel)
    {
        var (signed, data) = (Path.Combine(folder, "checked.asc"), Path.Combine(folder, "checked"));
        await File.WriteAllBytesAsync(signed, signature, cancel).ConfigureAwait(false);
        await File.WriteAllBytesAsync(data, content, cancel).ConfigureAwait(false);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("gpgv", ["--keyring", keyring, signed, data])
            {
                RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/",
            })!;
            var said = await process.StandardError.ReadToEndAsync(cancel).ConfigureAwait(false);
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            return process.ExitCode == 0 ? null : $"The signature of the server's checksums is not good: {said.Trim()}";
        }
        catch (Win32Exception)
        {
            return "The signature cannot be looked at: gpgv is not on this machine. Install it with: apt-get install gpgv";
        }
        finally
        {
            File.Delete(signed);
            File.Delete(data);
        }
    }
}
