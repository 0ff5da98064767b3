using System.Globalization;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Contracts.Yaml;

/// <summary>
/// Reads typed values out of a tree and gathers what is wrong instead of stopping at the first error, so that a
/// user mends a file in one go.
/// </summary>
public sealed class YamlChecker(Action<YamlNode, string> report)
{
    public void Report(YamlNode node, string message) => report(node, message);

    public YamlMapping? Mapping(YamlNode node, string what)
    {
        if (node is YamlMapping mapping)
            return mapping;
        report(node, $"{what} must be a mapping (key: value), not {node.Kind}");
        return null;
    }

    public string? Text(YamlNode node, string key)
    {
        if (node is YamlScalar { IsNull: false } scalar)
            return scalar.Value;
        report(node, $"'{key}' must be a text, not {Describe(node)}");
        return null;
    }

    public int? Integer(YamlNode node, string key, int low, int high)
    {
        if (node is YamlScalar { Plain: true } scalar
            && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            if (value >= low && value <= high)
                return value;
            report(node, high == int.MaxValue
                ? $"'{key}' must be at least {low}, not {value}"
                : $"'{key}' must be from {low} to {high}, not {value}");
            return null;
        }
        report(node, $"'{key}' must be a whole number, not {Describe(node)}");
        return null;
    }

    public double? Number(YamlNode node, string key)
    {
        if (node is YamlScalar { Plain: true } scalar
            && double.TryParse(scalar.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0)
            return value;
        report(node, $"'{key}' must be a number above 0, not {Describe(node)}");
        return null;
    }

    public bool? Truth(YamlNode node, string key)
    {
        if (node is YamlScalar { Plain: true } scalar)
        {
            switch (scalar.Value)
            {
                case "true" or "True" or "yes" or "on":
                    return true;
                case "false" or "False" or "no" or "off":
                    return false;
            }
        }
        report(node, $"'{key}' must be true or false, not {Describe(node)}");
        return null;
    }

    public long? Size(YamlNode node, string key)
    {
        if (node is YamlScalar scalar && ByteSize.TryParse(scalar.Value, out var bytes) && bytes > 0)
            return bytes;
        report(node, $"'{key}' must be a size such as 64M or 1.5G, not {Describe(node)}");
        return null;
    }

    public double? Seconds(YamlNode node, string key)
    {
        if (node is YamlScalar scalar && Duration.TryParse(scalar.Value, out var duration))
            return duration.TotalSeconds;
        report(node, $"'{key}' must be a duration such as 30s or 1h30m, not {Describe(node)}");
        return null;
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? Texts(YamlNode node, string key)
    {
        if (node is not YamlSequence sequence)
        {
            report(node, $"'{key}' must be a list, not {Describe(node)}");
            return null;
        }
        var texts = new List<string>(sequence.Items.Count);
        foreach (var item in sequence.Items)
        {
            // Unlike elsewhere a plain null is a text here: arguments of a command may read "null".
            if (item is YamlScalar scalar)
                texts.Add(scalar.Value);
            else
                report(item, $"an entry of '{key}' must be a text, not {Describe(item)}");
        }
        return texts;
    }

    /// <summary>A list of texts, or one text.</summary>
    public IReadOnlyList<string>? TextOrTexts(YamlNode node, string key) =>
        node is YamlScalar { IsNull: false } scalar ? [scalar.Value] : Texts(node, key);

    public IReadOnlyDictionary<string, string>? TextMap(YamlNode node, string key)
    {
        if (node is not YamlMapping mapping)
        {
            report(node, $"'{key}' must be a mapping of names to texts, not {Describe(node)}");
            return null;
        }
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in mapping.Entries)
        {
            if (value is YamlScalar scalar)
                map[name.Value] = scalar.Value;
            else
                report(value, $"'{key}.{name.Value}' must be a text, not {Describe(value)}");
        }
        return map;
    }

    public static string Describe(YamlNode node) => node switch
    {
        YamlScalar { IsNull: true } => "empty",
        YamlScalar scalar => $"'{scalar.Value}'",
        _ => node.Kind,
    };
}
