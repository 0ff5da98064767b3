using System.Text;
using Orchestrator.Fuzzing;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Registry;

namespace Orchestrator.Images.Tests.Oci;

/// <summary>Group F: whatever a registry sends, a reader says what it is or why it is nothing.</summary>
public sealed class ImageFuzzTests
{
    private static readonly string[] Words =
        ["{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "null", "true", "1e999", "-1", "\"manifests\":[", "\"layers\":[", "\"data\":\"AAAA\"", "sha256:", "@", "/", "library/"];

    private const string Config = """
        {"created":"2024-02-01T10:00:00Z","architecture":"amd64","os":"linux","config":{"User":"a:b","ExposedPorts":{"80/tcp":{}},"Env":["A=B"],
        "Entrypoint":["/a"],"Cmd":["b"],"Volumes":{"/v":{}},"WorkingDir":"/w","Labels":{"x":"y"},"StopSignal":"SIGINT",
        "Healthcheck":{"Test":["CMD","true"],"Interval":1000000000,"Retries":3}},
        "rootfs":{"type":"layers","diff_ids":["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]}}
        """;

    [Fact]
    public void Manifest_AnyText_IsReadOrRefused() => Fuzz.Run(ManifestReaderTests.Seeds, Words, text => Read(() => ManifestReader.Read(Bytes(text), null)));

    [Fact]
    public void Config_AnyText_IsReadOrRefused() => Fuzz.Run([Config], Words, text => Read(() => ConfigReader.Read(Bytes(text))));

    [Fact]
    public void Reference_AnyText_RoundTripsOrIsRefused() => Fuzz.Run(
        ["debian:12", "registry.example:5000/a/b__c:tag@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "[::1]:5000/x"],
        Words,
        text =>
        {
            if (ImageReference.TryParse(text, out var problem) is not { } reference)
                problem.ShouldNotBeNull();
            else
                ImageReference.TryParse(reference.ToString(), out _).ShouldBe(reference);
        });

    [Fact]
    public void L48_AuthHeader_AnyText_Ends() => Fuzz.Run(
        ["Bearer realm=\"https://auth.example/token\",service=\"registry\",scope=\"repository:a/b:pull\"", "Basic realm=\"a \\\" b\", Digest qop=auth"],
        [.. Words, "realm=", "Bearer ", "=\"", "\\"], text => AuthChallenge.Parse(text));

    [Fact]
    public void L48_TokensAndErrors_AnyText_End() => Fuzz.Run(
        ["""{"token":"abc","expires_in":300}""", """{"errors":[{"code":"DENIED","message":"no"}]}"""], Words,
        text =>
        {
            RegistryErrors.Parse(Bytes(text));
            try
            {
                TokenSource.Read(Bytes(text), "registry.example");
            }
            catch (RegistryException)
            {
            }
        });

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void Read(Action read)
    {
        try
        {
            read();
        }
        catch (OciFormatException problem)
        {
            problem.Message.ShouldNotBeNullOrWhiteSpace();
        }
    }
}
