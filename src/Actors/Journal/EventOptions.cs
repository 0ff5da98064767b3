using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Journal;

/// <summary>How everything that is stored is read and written.</summary>
internal static class EventOptions
{
    public static JsonSerializerOptions Json { get; } = Create(new SpecConverter());

    /// <summary>For <see cref="SpecPool"/>, which does for specs what <see cref="Json"/> leaves to it.</summary>
    public static JsonSerializerOptions Spec { get; } = Create(null);

    private static JsonSerializerOptions Create(JsonConverter? specs)
    {
        JsonSerializerOptions options = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter() },
            TypeInfoResolver = JsonTypeInfoResolver.Combine(new SpecResolver(), EventJson.Default),
        };
        if (specs is not null)
            options.Converters.Add(specs);
        options.MakeReadOnly();
        return options;
    }

    /// <summary>
    /// By reflection, since generated code sets an init-only property that the JSON lacks to null or zero instead of
    /// leaving its default: a spec from before the property was added would change its meaning.
    /// </summary>
    private sealed class SpecResolver : DefaultJsonTypeInfoResolver
    {
        private static readonly HashSet<string?> Spaces =
            [typeof(ContainerSpec).Namespace, typeof(BatchDefinition).Namespace];

        public override JsonTypeInfo GetTypeInfo(Type type, JsonSerializerOptions options) =>
            type is { IsEnum: false, IsGenericType: false, IsArray: false } && Spaces.Contains(type.Namespace)
                ? base.GetTypeInfo(type, options)
                : null!;
    }
}
