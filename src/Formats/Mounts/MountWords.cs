namespace Orchestrator.Formats.Mounts;

/// <summary>
/// The words that follow a mount, in the spelling of mount(8), LXC, OCI runtimes, Docker and Podman, which agree wherever
/// they overlap.
/// </summary>
public sealed class MountWords
{
    private static readonly string[] Attributes =
        ["ro", "nosuid", "nodev", "noexec", "noatime", "strictatime", "nodiratime", "nosymfollow"];

    private static readonly string[] Deep = ["rro", "rnosuid", "rnodev", "rnoexec", "rnoatime", "rstrictatime", "rnodiratime", "rnosymfollow"];

    /// <summary>What a mount is anyway, and what Docker takes on other systems only.</summary>
    private static readonly string[] Defaults =
    [
        "rw", "suid", "dev", "exec", "relatime", "atime", "diratime", "defaults", "async", "nomand", "symfollow", "norelatime",
        "nostrictatime", "silent", "loud", "nofail", "auto", "noauto", "rrw", "rsuid", "rdev", "rexec", "rrelatime", "ratime",
        "rdiratime", "rsymfollow", "rnorelatime", "rnostrictatime", "consistent", "cached", "delegated", "nocopy",
    ];

    private readonly List<string> _attributes = [];
    private readonly List<string> _data = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    private MountWords()
    {
    }

    /// <summary>Attributes that were asked for, without a leading r: ro, nosuid, nodev …</summary>
    public IReadOnlyList<string> Asked => _attributes;

    public bool Bind { get; private set; }

    public bool Recursive { get; private set; }

    /// <summary>The attributes are not for what is mounted below (Docker's <c>bind-recursive=writable</c>).</summary>
    public bool Shallow { get; private set; }

    /// <summary>The source is a path inside the container (LXC's <c>relative</c>).</summary>
    public bool Inside { get; private set; }

    public bool Optional { get; private set; }

    /// <summary><c>create=dir</c> or <c>create=file</c> was said.</summary>
    public bool Create { get; private set; }

    /// <summary>No symbolic link in the target, nor in the path below the source.</summary>
    public bool NoSymlinks { get; private set; }

    public string? Propagation { get; private set; }

    /// <summary>Path below the source that is mounted instead of it.</summary>
    public string? Subpath { get; private set; }

    public MountIdMapText? IdMap { get; private set; }

    /// <summary>The SELinux label that the source's files are given: <c>private</c> (Z) or <c>shared</c> (z).</summary>
    public string? Relabel { get; private set; }

    /// <summary>What is left: options of the file system.</summary>
    public IReadOnlyList<string> Data => _data;

    /// <summary>The first word that cannot be carried out, and why.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the word itself was there, such as <c>suid</c>, which takes a default back.</summary>
    public bool Said(string word) => _said.Contains(word);

    public static MountWords Read(IEnumerable<string> words)
    {
        var read = new MountWords();
        foreach (var word in words)
            read.Take(word);
        return read;
    }

    private void Take(string word)
    {
        _said.Add(word);
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
        switch (key)
        {
            case "bind" or "rbind" when value is null:
                (Bind, Recursive) = (true, Recursive || word == "rbind");
                break;
            case "bind-recursive":
                Depth(word, value);
                break;
            case "optional" when value is null:
                Optional = true;
                break;
            case "create" when value is "dir" or "file":
                Create = true;
                break;
            case "relative" when value is null:
                Inside = true;
                break;
            case "nosymlink" or "nosymlinks" or "dest-nofollow" when value is null:
                NoSymlinks = true;
                break;
            case "subpath" or "volume-subpath" when value is { Length: > 0 }:
                Subpath = value;
                break;
            case "idmap" or "ridmap":
                IdMap = MountIdMapText.Parse(key == "ridmap", value ?? "", out var bad);
                Problem ??= bad;
                break;
            case "bind-propagation" when value is not null && IsPropagation(value):
                Propagation = value;
                break;
            case "z" or "Z" when value is null:
                Relabel = word == "z" ? "shared" : "private";
                break;
            case "relabel" when value is "shared" or "private":
                Relabel = value;
                break;
            case "U" when value is null:
                Problem ??= "'U' would change the owner of the source's files; idmap shows them with other owners and changes nothing";
                break;
            default:
                Plain(word);
                break;
        }
    }

    private void Depth(string word, string? value)
    {
        switch (value)
        {
            case "enabled" or "readonly":
                break;
            case "disabled":
                Bind = true;
                break;
            case "writable":
                Shallow = true;
                break;
            default:
                Problem ??= $"'{word}' must be enabled, disabled, writable or readonly";
                break;
        }
    }

    private void Plain(string word)
    {
        if (IsPropagation(word))
            Propagation = word;
        else if (Attributes.Contains(word))
            _attributes.Add(word);
        else if (Deep.Contains(word))
            _attributes.Add(word[1..]);
        else if (!Defaults.Contains(word))
            _data.Add(word);
    }

    /// <summary>How mounts travel between namespaces, e.g. rslave.</summary>
    private static bool IsPropagation(string word) =>
        (word.StartsWith('r') ? word[1..] : word) is "private" or "shared" or "slave" or "unbindable";
}
