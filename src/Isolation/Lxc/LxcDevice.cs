using System.Globalization;
using Orchestrator.Formats.Lxc;

namespace Orchestrator.Isolation.Lxc;

/// <summary>The settings of one lxc.net.N.</summary>
internal sealed class LxcDevice(IReadOnlyList<(string Key, LxcItem Item)> settings)
{
    /// <summary>The last one; null: there is none, or it was cleared.</summary>
    public LxcItem? Item(string key) =>
        settings.LastOrDefault(setting => setting.Key == key).Item is { Value.Length: > 0 } item ? item : null;

    public string? Value(string key) => Item(key)?.Value;

    public IReadOnlyList<string> All(string key) =>
        [.. settings.Where(setting => setting.Key == key && setting.Item.Value.Length > 0).Select(setting => setting.Item.Value)];

    public int? Number(string key) =>
        int.TryParse(Value(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
