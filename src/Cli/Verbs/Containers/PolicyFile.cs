using System.Text;
using Orchestrator.Cli.Parsing;
using Orchestrator.Isolation.Seccomp.Policies;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>
/// Reads a seccomp policy with the caller's rights: the daemon gets its text, so that nobody has it read what only root
/// may, and what is in force does not change with the file.
/// </summary>
internal static class PolicyFile
{
    public static string Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            // Also where the length is not told: /dev/zero and pipes do not fill the memory.
            var bytes = new byte[PolicyReader.MostCharacters + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length == bytes.Length)
                throw new UsageException($"the seccomp policy {path} is larger than {PolicyReader.MostCharacters / 1024} kB");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the seccomp policy {path} cannot be read: {error.Message}");
        }
        catch (ArgumentException)
        {
            throw new UsageException($"the seccomp policy {path} is no UTF-8 text");
        }
    }
}
