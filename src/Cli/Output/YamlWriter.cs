using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Cli.Output;

/// <summary>Writes a JSON value as block YAML; a text is quoted whenever a reader could take it for something else.</summary>
internal static class YamlWriter
{
    public static void Write(TextWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                Object(writer, value, 0, firstIndented: true);
                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                Array(writer, value, 0);
                break;
            default:
                writer.Write(Inline(value) + "\n");
                break;
        }
    }

    private static void Object(TextWriter writer, JsonElement value, int indent, bool firstIndented)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (firstIndented)
                Spaces(writer, indent);
            firstIndented = true;
            writer.Write(Text(property.Name) + ":");
            Child(writer, property.Value, indent + 2, indent);
        }
    }

    private static void Array(TextWriter writer, JsonElement value, int indent)
    {
        foreach (var item in value.EnumerateArray())
        {
            Spaces(writer, indent);
            writer.Write("-");
            if (item.ValueKind == JsonValueKind.Object && item.EnumerateObject().Any())
            {
                writer.Write(' ');
                Object(writer, item, indent + 2, firstIndented: false);
            }
            else
            {
                Child(writer, item, indent + 2, indent + 2);
            }
        }
    }

    private static void Child(TextWriter writer, JsonElement value, int objectIndent, int arrayIndent)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                writer.Write('\n');
                Object(writer, value, objectIndent, firstIndented: true);
                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                writer.Write('\n');
                Array(writer, value, arrayIndent);
                break;
            default:
                writer.Write(" " + Inline(value) + "\n");
                break;
        }
    }

    private static string Inline(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => Text(value.GetString()!),
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        _ => value.GetRawText(),
    };

    private static string Text(string text)
    {
        if (IsPlain(text))
            return text;
        // A double-quoted YAML scalar takes every escape of JSON.
        return "\"" + JsonEncodedText.Encode(text, JsonText.Encoder) + "\"";
    }

    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiLetter(text[0]) || text[0] is '/' or '_'))
            return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '/' or '+' or '='))
                return false;
        return text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "null" or "y" or "n");
    }

    private static void Spaces(TextWriter writer, int count) =>
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{new string(' ', count)}"));
}
