using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using Orchestrator.Contracts;

namespace Orchestrator.Daemon.Api;

/// <summary>OpenAPI 3.1 out of the table of routes and the serializer's own contracts, so that it cannot drift.</summary>
internal static partial class OpenApiDocument
{
    public static string Write(IEnumerable<ApiRoute> routes)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject();
        Schema(typeof(Problem), schemas);
        foreach (var route in routes)
        {
            if (paths[route.Pattern] is not JsonObject path)
                paths[route.Pattern] = path = [];
            path[route.Method.ToLowerInvariant()] = Operation(route, schemas);
        }
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Orchestrator", ["version"] = NodeFacts.Version },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static JsonObject Operation(ApiRoute route, JsonObject schemas)
    {
        var parameters = new JsonArray();
        foreach (Match match in Placeholder().Matches(route.Pattern))
            parameters.Add(Parameter(match.Groups[1].Value, "path", required: true));
        foreach (var query in route.Queries)
            parameters.Add(Parameter(query, "query", required: false));
        if (route.Method == "POST")
            parameters.Add(Parameter("Idempotency-Key", "header", required: false));
        var success = new JsonObject { ["description"] = "Done" };
        if (route.Response is { } response)
            success["content"] = Content(route.ResponseType, Schema(response, schemas));
        var operation = new JsonObject
        {
            ["summary"] = route.Summary,
            ["parameters"] = parameters,
            ["responses"] = new JsonObject
            {
                ["200"] = success,
                ["default"] = new JsonObject
                {
                    ["description"] = "What failed, why, and what to do next",
                    ["content"] = Content("application/problem+json", Schema(typeof(Problem), schemas)),
                },
            },
        };
        if (route.Request is { } request)
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = Content("application/json", Schema(request, schemas)),
            };
        return operation;
    }

    private static JsonObject Parameter(string name, string where, bool required) => new()
    {
        ["name"] = name,
        ["in"] = where,
        ["required"] = required,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Content(string type, JsonNode schema) =>
        new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonNode Schema(Type type, JsonObject schemas)
    {
        var list = type.IsGenericType ? type.GetGenericArguments()[0] : null;
        var name = (list ?? type).Name + (list is null ? "" : "List");
        if (!schemas.ContainsKey(name))
            schemas[name] = ContractsJson.Default.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        return new JsonObject { ["$ref"] = "#/components/schemas/" + name };
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
