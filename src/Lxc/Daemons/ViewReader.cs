using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

/// <summary>
/// Of a container's view what LXC asks for; the rest of it keeps its defaults. To learn the whole type takes the serializer longer
/// than all the rest of a short command.
/// </summary>
internal static class ViewReader
{
    /// <exception cref="JsonException">It is no view.</exception>
    public static ContainerView Read(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        var view = new ContainerView { Name = "", Id = Guid.Empty, State = "" };
        Begin(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            Property(ref reader, view);
        return view.State.Length > 0 ? view : throw new JsonException("The body is no view of a container.");
    }

    private static void Property(ref Utf8JsonReader reader, ContainerView view)
    {
        var name = reader.GetString();
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        switch (name)
        {
            case "name":
                view.Name = reader.GetString()!;
                break;
            case "id":
                view.Id = reader.GetGuid();
                break;
            case "state":
                view.State = reader.GetString()!;
                break;
            case "pid":
                view.Pid = reader.GetInt32();
                break;
            case "attempt":
                view.Attempt = reader.GetInt32();
                break;
            case "labels":
                view.Labels = Texts(ref reader);
                break;
            case "exit":
                view.Exit = JsonSerializer.Deserialize(ref reader, ContractsJson.Default.ExitView);
                break;
            case "usage":
                view.Usage = Usage(ref reader);
                break;
            case "freeze":
                view.Freeze = JsonSerializer.Deserialize(ref reader, ContractsJson.Default.FreezeView);
                break;
            case "console":
                view.Console = JsonSerializer.Deserialize(ref reader, ContractsJson.Default.ConsoleView);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static Dictionary<string, string> Texts(ref Utf8JsonReader reader)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            texts[key] = reader.GetString() ?? "";
        }
        return texts;
    }

    /// <summary>What went over its interfaces; the other counters are read from its cgroups.</summary>
    private static UsageView Usage(ref Utf8JsonReader reader)
    {
        var usage = new UsageView();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var network = reader.ValueTextEquals("network"u8);
            reader.Read();
            if (network && reader.TokenType != JsonTokenType.Null)
                usage.Network = JsonSerializer.Deserialize(ref reader, ContractsJson.Default.NetworkUsageView);
            else
                reader.Skip();
        }
        return usage;
    }

    private static void Begin(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The body is no object.");
    }
}
