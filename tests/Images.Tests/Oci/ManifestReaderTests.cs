using System.Text;
using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Tests.Oci;

public sealed class ManifestReaderTests
{
    private const string Digest1 = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Config = $$$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{{Digest1}}}","size":7}""";
    private const string Layer = $$$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{{Digest1}}}","size":9}""";
    private const string Manifest = $$$"""{"schemaVersion":2,"config":{{{Config}}},"layers":[{{{Layer}}}]}""";
    private const string Index = $$$"""
        {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{Digest1}}}","size":5,
        "platform":{"os":"linux","architecture":"arm","variant":"v7"}}]}
        """;

    [Fact]
    public void Read_Manifest_HasConfigAndLayersInOrder()
    {
        var (manifest, index) = Read(Manifest, MediaTypes.OciManifest);
        index.ShouldBeNull();
        manifest!.Config.Digest.ToString().ShouldBe(Digest1);
        manifest.Layers.ShouldHaveSingleItem().Size.ShouldBe(9);
    }

    [Fact]
    public void Read_Index_HasPlatforms() =>
        Read(Index, null).Index!.For(new Platform("linux", "arm", "v7")).ShouldHaveSingleItem().Platform.ShouldBe(new Platform("linux", "arm", "v7"));

    [Theory]
    [InlineData("""{"schemaVersion":1,"fsLayers":[]}""", null, "schema 1")]
    [InlineData("{}", "application/vnd.docker.distribution.manifest.v1+prettyjws", "schema 1")]
    [InlineData("{}", null, "no schemaVersion")]
    [InlineData("""{"schemaVersion":3}""", null, "2 is the only one")]
    [InlineData("[]", null, "no JSON object")]
    [InlineData("{", null, "no JSON")]
    [InlineData("""{"schemaVersion":2,"schemaVersion":2}""", null, "no JSON that can be read")]
    [InlineData("""{"schemaVersion":2,"config":7,"layers":[]}""", null, "'config' is a number")]
    public void Read_WhatIsNone_SaysWhy(string text, string? type, string why) =>
        Should.Throw<OciFormatException>(() => Read(text, type)).Message.ShouldContain(why);

    [Fact]
    public void L47_Cve202141190_MediaTypeConfusion_IsRefused()
    {
        Should.Throw<OciFormatException>(() => Read(Manifest, MediaTypes.OciIndex)).Message.ShouldContain("CVE-2021-41190");
        Should.Throw<OciFormatException>(() => Read(Index, MediaTypes.OciManifest)).Message.ShouldContain("CVE-2021-41190");
        Should.Throw<OciFormatException>(() => Read(Manifest.Replace("\"layers\"", "\"manifests\":[],\"layers\""), null)).Message.ShouldContain("CVE-2021-41190");
        Should.Throw<OciFormatException>(() => Read(Manifest.Replace("2,", $"2,\"mediaType\":\"{MediaTypes.OciManifest}\","), MediaTypes.DockerManifest))
            .Message.ShouldContain("CVE-2021-41190");
        Read(Manifest.Replace("2,", $"2,\"mediaType\":\"{MediaTypes.OciManifest}\","), MediaTypes.OciManifest + "; charset=utf-8").Manifest.ShouldNotBeNull();
    }

    [Fact]
    public void L47_ForeignLayer_IsRefusedAndUrlsAreNotRead()
    {
        var foreign = Manifest.Replace("application/vnd.oci.image.layer.v1.tar+gzip", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
        Should.Throw<OciFormatException>(() => Read(foreign, null)).Message.ShouldContain("never fetched");
        Read(Manifest.Replace("\"size\":9", "\"size\":9,\"urls\":[\"file:///etc/shadow\"]"), null).Manifest.ShouldNotBeNull();
    }

    [Fact]
    public void L47_DataOfADescriptor_MustBeSmallAndItsOwn()
    {
        var bytes = Encoding.UTF8.GetBytes("content");
        var good = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest.Of(bytes)}}","size":7,"data":"{{Convert.ToBase64String(bytes)}}"}""";
        Read(Manifest.Replace(Config, good), null).Manifest!.Config.Data!.Value.ToArray().ShouldBe(bytes);
        var wrong = good.Replace(Convert.ToBase64String(bytes), Convert.ToBase64String("CONTENT"u8));
        Should.Throw<OciFormatException>(() => Read(Manifest.Replace(Config, wrong), null)).Message.ShouldContain("does not have its own digest");
        Should.Throw<OciFormatException>(() => Read(Manifest.Replace(Config, good.Replace("\"size\":7", "\"size\":70000")), null)).Message.ShouldContain("are the most");
    }

    [Fact]
    public void Read_TooManyLayers_IsRefused()
    {
        string With(int count) => Manifest.Replace($"[{Layer}]", $"[{string.Join(',', Enumerable.Repeat(Layer, count))}]");
        Read(With(ImageLimits.Layers), null).Manifest!.Layers.Count.ShouldBe(ImageLimits.Layers);
        Should.Throw<OciFormatException>(() => Read(With(ImageLimits.Layers + 1), null)).Message.ShouldContain("129 layers");
    }

    [Fact]
    public void Read_Artifact_IsNoImage() =>
        Should.Throw<OciFormatException>(() => Read(Manifest.Replace("image.config.v1", "thing.config.v1"), null)).Message.ShouldContain("no container image");

    internal static IReadOnlyList<string> Seeds { get; } = [Manifest, Index];

    private static (ImageManifest? Manifest, ImageIndex? Index) Read(string text, string? type) => ManifestReader.Read(Encoding.UTF8.GetBytes(text), type);
}
