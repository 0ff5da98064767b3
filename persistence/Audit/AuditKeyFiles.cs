using System.Text;

namespace Orchestrator.Persistence.Audit;

/// <summary>
/// <c>audit.key</c> and <c>audit.pub</c> in the data folder. The public half stays when the private one is lost, which
/// tells a lost key from a first start: a node does not change its key in silence.
/// </summary>
public sealed class AuditKeyFiles(string folder)
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string PrivatePath { get; } = Path.Combine(folder, "audit.key");

    public string PublicPath { get; } = Path.Combine(folder, "audit.pub");

    /// <summary>The public key, without need of the private one; null when there is none yet.</summary>
    /// <exception cref="AuditKeyException">The file holds something else.</exception>
    public AuditPublicKey? ReadPublic() =>
        ReadText(PublicPath) is { } text ? AuditPublicKey.FromPem(text, PublicPath) : null;

    /// <exception cref="AuditKeyException">There is no usable key.</exception>
    internal AuditKey? ReadPrivate()
    {
        if (ReadText(PrivatePath) is not { } text)
            return null;
        if ((File.GetUnixFileMode(PrivatePath) & Others) != 0)
            throw new AuditKeyException(
                $"The node's key {PrivatePath} can be read or changed by others than its owner: whoever has it can sign a "
                + $"forged history. If nobody did, close it: chmod 600 {PrivatePath}. Otherwise move it and {PublicPath} away; "
                + "a new key is made, and audit verify shows from where on it signs.");
        return AuditKey.FromPem(text, PrivatePath);
    }

    /// <summary>The key of this node; made at the first start.</summary>
    /// <exception cref="AuditKeyException">It is lost, another one, damaged, or open to others.</exception>
    internal AuditKey OpenOrCreate()
    {
        AuditPublicKey? known = ReadPublic();
        AuditKey? key = ReadPrivate();
        if (key is null && known is not null)
            throw new AuditKeyException(
                $"The node's key {PrivatePath} is missing, while {PublicPath} says that there was one ({known}). Put it back "
                + $"from a backup. If it is lost for good, move {PublicPath} away too: a new key is made, and audit verify "
                + "shows from where on it signs.");
        if (key is not null && known is not null && !known.Equals(key.Public))
            throw new AuditKeyException(
                $"The node's key {PrivatePath} ({key.Public}) does not belong to {PublicPath} ({known}). Put back the right "
                + $"one. If the change is meant, move {PublicPath} away; audit verify shows from where on the new key signs.");
        if (key is null)
        {
            key = AuditKey.Create();
            Write(PrivatePath, key.Pem, Private);
        }
        if (known is null)
            Write(PublicPath, key.Public.Pem, Public);
        return key;
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditKeyException($"The node's key {path} cannot be read: {e.Message}", e);
        }
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        try
        {
            string fresh = path + ".new";
            File.Delete(fresh);
            FileStreamOptions options = new()
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode,
            };
            using (FileStream file = new(fresh, options))
            {
                file.Write(Encoding.ASCII.GetBytes(text));
                file.Flush(flushToDisk: true);
            }
            // The umask may have taken bits away that the public key needs.
            File.SetUnixFileMode(fresh, mode);
            File.Move(fresh, path, overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditKeyException($"The node's key {path} cannot be written: {e.Message}", e);
        }
    }
}
