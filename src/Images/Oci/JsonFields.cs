using System.Text.Json;

namespace Orchestrator.Images.Oci;

/// <summary>Reads fields of a document that anybody may have written: a wrong type is a problem with the field's name.</summary>
internal static class JsonFields
{
    // Of two fields with one name, readers take one or the other: nobody can say what such a document means.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = ImageLimits.JsonDepth, AllowDuplicateProperties = false };

    /// <exception cref="OciFormatException">No JSON object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string what)
    {
        try
        {
            var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            throw new OciFormatException($"The {what} is no JSON object.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // the latter for a lone surrogate in a name
        {
            throw new OciFormatException($"The {what} is no JSON that can be read: {error.Message}");
        }
    }

    /// <summary>The field, or null when it is missing or null.</summary>
    public static JsonElement? Field(this JsonElement element, string name, JsonValueKind kind) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == kind ? value
        : throw new OciFormatException($"'{name}' is {Kind(value.ValueKind)} and not {Kind(kind)}.");

    public static string? Text(this JsonElement element, string name) => element.Field(name, JsonValueKind.String) is { } value ? TextOf(value, name) : null;

    public static long? Number(this JsonElement element, string name) =>
        element.Field(name, JsonValueKind.Number) is not { } value ? null
        : value.TryGetInt64(out var number) ? number
        : throw new OciFormatException($"'{name}' is no whole number: {value.GetRawText()[..Math.Min(40, value.GetRawText().Length)]}");

    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        element.Field(name, JsonValueKind.Array) is not { } array ? []
            : [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String
                ? TextOf(item, name)
                : throw new OciFormatException($"'{name}' holds {Kind(item.ValueKind)}, not only texts."))];

    /// <summary>Names of an object that serves as a set, sorted.</summary>
    public static IReadOnlyList<string> Keys(this JsonElement element, string name) =>
        element.Field(name, JsonValueKind.Object) is not { } set ? []
            : [.. set.EnumerateObject().Select(one => NameOf(one, name)).Order(StringComparer.Ordinal)];

    public static IReadOnlyDictionary<string, string>? Map(this JsonElement element, string name) =>
        element.Field(name, JsonValueKind.Object) is not { } map ? null
            : map.EnumerateObject().ToDictionary(
                one => NameOf(one, name),
                one => one.Value.ValueKind == JsonValueKind.String
                    ? TextOf(one.Value, name)
                    : throw new OciFormatException($"'{name}' holds {Kind(one.Value.ValueKind)}, not only texts."));

    // A lone surrogate is valid JSON and no text.
    private static string TextOf(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new OciFormatException($"'{name}' is no valid text.");
        }
    }

    private static string NameOf(JsonProperty property, string name)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new OciFormatException($"A name in '{name}' is no valid text.");
        }
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
