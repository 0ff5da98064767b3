using System.Globalization;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Identity;

/// <summary>
/// /etc/passwd and /etc/group of an untrusted tree: links stay inside the tree, FIFOs and devices are refused, and the
/// size is limited.
/// </summary>
internal sealed class AccountFiles(params IReadOnlyList<DirectoryHandle> layers)
{
    private const int MostBytes = 1 << 20;

    /// <summary>uid, gid and home of a user by name.</summary>
    public (uint Uid, uint Gid, string Home)? FindUser(string name) =>
        Lines("etc/passwd").Where(fields => fields.Length >= 6 && fields[0] == name).Select(ToUser).FirstOrDefault(user => user is not null);

    public (uint Uid, uint Gid, string Home)? FindUser(uint uid) =>
        Lines("etc/passwd").Where(fields => fields.Length >= 6).Select(ToUser).FirstOrDefault(user => user?.Uid == uid);

    public uint? FindGroup(string name)
    {
        foreach (var fields in Lines("etc/group"))
        {
            if (fields.Length >= 3 && fields[0] == name && TryId(fields[2], out var gid))
                return gid;
        }
        return null;
    }

    /// <summary>Groups that list the user as a member.</summary>
    public IReadOnlyList<uint> GroupsOf(string userName)
    {
        var groups = new List<uint>();
        foreach (var fields in Lines("etc/group"))
        {
            if (fields.Length >= 4 && fields[3].Split(',').Contains(userName) && TryId(fields[2], out var gid))
                groups.Add(gid);
        }
        return groups;
    }

    /// <summary>The topmost layer that has the file decides, as in the overlay.</summary>
    private IEnumerable<string[]> Lines(string path)
    {
        foreach (var layer in layers)
        {
            using var file = layer.TryOpenInRoot(path, Fcntl.O_RDONLY, out var errno);
            if (file is null)
            {
                if (errno is Errno.ENOENT or Errno.ENOTDIR)
                    continue;
                return [];
            }
            var status = file.Status();
            if (!status.IsRegular || status.Size > MostBytes)
                return [];
            var bytes = new byte[status.Size];
            var length = file.ReadAt(bytes);
            return length <= 0
                ? []
                : Encoding.UTF8.GetString(bytes, 0, length).Split('\n').Select(line => line.TrimEnd('\r').Split(':'));
        }
        return [];
    }

    private static (uint Uid, uint Gid, string Home)? ToUser(string[] fields) =>
        TryId(fields[2], out var uid) && TryId(fields[3], out var gid) ? (uid, gid, fields[5]) : null;

    private static bool TryId(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= int.MaxValue;
}
