using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Images.Store;

/// <summary>The store's own small files: written beside and renamed, so that a crash leaves the old one or the new one.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImageRecord))]
[JsonSerializable(typeof(ImageTag))]
[JsonSerializable(typeof(LayerNote))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    public const string Fresh = ".new";

    public static void Write<T>(string file, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        // Two pulls of the same image write the same file at once.
        var beside = $"{file}.{Guid.NewGuid():N}{Fresh}";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, value, type);
            stream.Flush(flushToDisk: true);
        }
        File.Move(beside, file, overwrite: true);
    }

    /// <summary>Null: there is none, or none that can be read.</summary>
    public static T? Read<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, type);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }
}
