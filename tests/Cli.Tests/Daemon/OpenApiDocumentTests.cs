using System.Text.Json;
using Orchestrator.Daemon.Api;

namespace Orchestrator.Cli.Tests.Daemon;

public sealed class OpenApiDocumentTests
{
    [Fact]
    public void Write_AllRoutes_EachOperationAndReferenceIsThere()
    {
        var routes = AllRoutes.List();
        using var document = JsonDocument.Parse(OpenApiDocument.Write(routes));
        var paths = document.RootElement.GetProperty("paths");

        foreach (var route in routes)
            paths.GetProperty(route.Pattern).GetProperty(route.Method.ToLowerInvariant()).GetProperty("summary").GetString().ShouldBe(route.Summary);
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        foreach (var reference in References(document.RootElement))
            if (reference.StartsWith("#/components/schemas/", StringComparison.Ordinal))
                schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _).ShouldBeTrue(reference);
    }

    [Fact]
    public void AllRoutes_Each_AnswersOrStreams()
    {
        foreach (var route in AllRoutes.List())
            (route.Answer is null).ShouldNotBe(route.Stream is null, $"{route.Method} {route.Pattern}");
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            p is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
