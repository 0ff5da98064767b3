using System.Text.Json;

namespace Orchestrator.Images.Registry;

/// <summary>What a registry says in its error body (distribution-spec, "Error Codes"), made fit for a terminal.</summary>
internal static class RegistryErrors
{
    private const int MostShown = 200;

    /// <summary>Empty, or <c> (CODE: message)</c>.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage answer, int most, CancellationToken cancel)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            var buffer = new byte[most];
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(5));
            var read = await body.ReadAtLeastAsync(buffer, most, throwOnEndOfStream: false, limit.Token).ConfigureAwait(false);
            return Parse(buffer.AsMemory(0, read));
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return "";
        }
    }

    internal static string Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
            {
                return "";
            }
            foreach (var error in errors.EnumerateArray())
            {
                if (error.ValueKind != JsonValueKind.Object)
                    continue;
                var words = new[] { "code", "message" }
                    .Select(name => error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
                    .Where(word => !string.IsNullOrEmpty(word));
                var text = string.Join(": ", words);
                var clean = new string([.. text.Take(MostShown).Select(letter => char.IsControl(letter) ? '?' : letter)]);
                if (clean.Length > 0)
                    return $" ({clean})";
            }
            return "";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
