using System.Security.Cryptography;
using Orchestrator.Formats.Lxc;

namespace Orchestrator.Lxc.Configuration;

/// <summary>The digits x of a hardware address become random ones when the key is set, so that what is saved is fixed.</summary>
internal static class HardwareAddress
{
    private const string Digits = "0123456789abcdef";

    public static LxcItem Complete(LxcItem item) => IsOpen(item.Key, item.Value) ? item with { Value = Filled(item.Value) } : item;

    public static string CompleteText(string text) =>
        ConfigurationText.Change(text, (key, value) => IsOpen(key, value) ? Filled(value) : null);

    private static bool IsOpen(string key, string value) =>
        key.StartsWith("lxc.net.", StringComparison.Ordinal) && key.EndsWith(".hwaddr", StringComparison.Ordinal)
        && value.AsSpan().ContainsAny('x', 'X');

    private static string Filled(string value) => string.Create(value.Length, value, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            // The first octet stays that of one station and not a group (IEEE 802).
            to[i] = from[i] is not ('x' or 'X') ? from[i] : Digits[RandomNumberGenerator.GetInt32(16) & (i == 1 ? ~1 : ~0)];
        }
    });
}
