using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Keys;
using Orchestrator.Formats.Lxc.Reading;
using Orchestrator.Formats.Lxc.Values;

namespace Orchestrator.Lxc.Configuration;

/// <summary>
/// The configuration of one container as liblxc keeps it in memory: read additively, changed item by item, and written
/// as the text that was read, its includes not expanded. What fails changes nothing; <see cref="Problems"/> says why.
/// </summary>
/// <remarks>Every member may be called from several threads.</remarks>
public sealed class LxcConfiguration
{
    private readonly HostLxcFiles _files = new();
    private readonly Lock _lock = new();
    private LxcSettings _settings = LxcSettings.Of([]);

    /// <summary>Nothing was read or set since it was made or cleared: there is no value to ask for, also no default.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>What <see cref="Save"/> writes.</summary>
    public string Text { get; private set; } = "";

    /// <summary>What is in force, in the order in which it was set, includes followed.</summary>
    public IReadOnlyList<LxcItem> Items => _settings.Items;

    /// <summary>Why the last call that changes something failed; empty when it did not.</summary>
    public IReadOnlyList<LxcProblem> Problems { get; private set; } = [];

    /// <summary>Adds what a file says to what is there, as load_config does.</summary>
    public bool Load(string file)
    {
        if (_files.Read(file, out var problem) is { } text)
            return LoadText(text, file);
        lock (_lock)
            Problems = [new LxcProblem(file, 0, problem!)];
        return false;
    }

    /// <summary>Adds what a text says to what is there.</summary>
    /// <param name="name">What stands for its file in <see cref="Problems"/>.</param>
    public bool LoadText(string text, string name)
    {
        lock (_lock)
        {
            text = HardwareAddress.CompleteText(text);
            var document = LxcReader.ReadText(_files, text, name);
            Problems = document.Problems;
            if (!document.Loads)
                return false;
            _settings = LxcSettings.Of([.. _settings.Items, .. document.Items.Select(HardwareAddress.Complete)]);
            Text = ConfigurationText.Join(Text, text);
            IsEmpty = false;
            return true;
        }
    }

    /// <summary>Writes the text to a file, which is there whole or not at all.</summary>
    public bool Save(string file)
    {
        lock (_lock)
        {
            try
            {
                var written = $"{file}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.new";
                File.WriteAllText(written, Text);
                File.Move(written, file, overwrite: true);
                Problems = [];
                return true;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                Problems = [new LxcProblem(file, 0, error.Message)];
                return false;
            }
        }
    }

    /// <summary>Sets a key, or adds to one that is a list; nothing or null clears it.</summary>
    public bool Set(string key, string? value)
    {
        value = (value ?? "").Trim(' ', '\t');
        lock (_lock)
        {
            if (Refusal(key, value) is { } refusal)
            {
                Problems = [new LxcProblem(key, 0, refusal)];
                return false;
            }
            var added = HardwareAddress.Complete(new LxcItem(key, value, LxcReader.CommandLine, 0));
            // An included file may be missing, and a key of one kind of interface needs the kind first: the reader decides.
            var types = _settings.Items.Where(item => item.Key.EndsWith(".type", StringComparison.Ordinal)).ToList();
            var document = LxcReader.ReadText(_files, "", key, more: [.. types.Append(added).Select(item => (item.Key, item.Value))]);
            Problems = document.Problems;
            if (!document.Loads)
                return false;
            _settings = LxcSettings.Of([.. _settings.Items, .. document.Items.Skip(types.Count).Select(HardwareAddress.Complete)]);
            Text = added.Value.Length == 0 ? Without(key) : LxcWriter.Append(Text, key, added.Value);
            IsEmpty = false;
            return true;
        }
    }

    /// <summary>
    /// The value as get_config_item gives it: of a list one a line, numbers, signals and sizes in one form, defaults for
    /// what was not set. Null for a key without value, or while <see cref="IsEmpty"/>.
    /// </summary>
    public string? Get(string key)
    {
        lock (_lock)
            return IsEmpty || LxcKeys.Find(key) is not { } known ? null : ConfigurationValue.Of(_settings, known, key);
    }

    /// <summary>Takes a key back, of a group all keys below it. False for a key that is none.</summary>
    public bool ClearItem(string key)
    {
        lock (_lock)
        {
            if (IsEmpty || LxcKeys.Find(key) is null)
                return false;
            _settings = LxcSettings.Of([.. _settings.Items, new LxcItem(key, "", LxcReader.CommandLine, 0)]);
            Text = Without(key);
            return true;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _settings = LxcSettings.Of([]);
            Text = "";
            IsEmpty = true;
        }
    }

    /// <summary>
    /// Names of keys, each with a line break behind it: all, or with <c>lxc.net.N</c> what that interface has. Null for
    /// another prefix, as with liblxc.
    /// </summary>
    public string? Keys(string? prefix)
    {
        if (string.IsNullOrEmpty(prefix))
            return LxcConfigKeys.AllLines;
        lock (_lock)
            return IsEmpty ? null : LxcConfigKeys.OfInterface(prefix, _settings.Value($"{prefix}.type"));
    }

    private string Without(string key) => ConfigurationText.Without(Text, key, LxcKeys.Find(key) is { Group: true });

    private string? Refusal(string key, string value)
    {
        if (key.AsSpan().ContainsAny('\n', '\0') || value.AsSpan().ContainsAny('\n', '\0'))
            return "a line break cannot stand in a configuration";
        var other = key switch
        {
            "lxc.cap.keep" => "lxc.cap.drop",
            "lxc.cap.drop" => "lxc.cap.keep",
            "lxc.namespace.keep" => "lxc.namespace.clone",
            "lxc.namespace.clone" => "lxc.namespace.keep",
            _ => null,
        };
        return other is not null && value.Length > 0 && _settings.Last(other) is not null ? $"{other} is set, and both cannot be" : null;
    }
}
