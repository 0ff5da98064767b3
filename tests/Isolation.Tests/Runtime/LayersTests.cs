using Orchestrator.Images.Oci;
using Orchestrator.Images.Store;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Runtime;

public sealed class LayersTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    [Theory]
    [InlineData(2)]
    [InlineData(ImageLimits.Layers)]
    public async Task Launch_ManyLayers_TheTopmostIsSeenAndAllBelongToRootInside(int count)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var library = host.Images.Library;
        var busybox = library.Record(host.Images.Resolve("busybox").Image!.Digest)!;
        var keys = busybox.Layers.Concat(Enumerable.Range(1, count - 1).Select(Layer)).ToList();
        var record = new ImageRecord(Digest.Of(BitConverter.GetBytes(count)).ToString(), keys, 0, 0, default);
        library.Put(record);
        library.Tag($"many:{count}", record);

        var finished = await host.ShellAsync(
            "cat /layer; ls /layers | wc -l; stat -c %u:%g /layers/1 /bin/busybox; echo mine >/layer; cat /layer",
            spec => spec with { Image = $"many:{count}" });

        finished.Stdout.ShouldBe($"{count - 1}\n{count - 1}\n0:0\n0:0\nmine\n");
        (await host.ShellAsync("cat /layer", spec => spec with { Image = $"many:{count}" })).Stdout.ShouldBe($"{count - 1}\n");

        string Layer(int number)
        {
            var folder = library.Layers.NewFolder();
            Directory.CreateDirectory(Path.Combine(folder, "layers"));
            File.WriteAllText(Path.Combine(folder, "layer"), $"{number}\n");
            File.WriteAllText(Path.Combine(folder, "layers", $"{number}"), "");
            var key = Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{count} {number}")).Hex;
            library.Layers.Adopt(folder, key, 0, 0);
            return key;
        }
    }

    [Fact]
    public async Task Launch_UserOfAnUpperLayersPasswd_IsFoundThere()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var library = host.Images.Library;
        var folder = library.Layers.NewFolder();
        Directory.CreateDirectory(Path.Combine(folder, "etc"));
        File.WriteAllText(Path.Combine(folder, "etc/passwd"), "ann:x:77:78::/home/ann:/bin/sh\n");
        var key = Digest.Of("passwd"u8).Hex;
        library.Layers.Adopt(folder, key, 0, 0);
        var busybox = library.Record(host.Images.Resolve("busybox").Image!.Digest)!;
        var record = new ImageRecord(Digest.Of("ann"u8).ToString(), [.. busybox.Layers, key], 0, 0, default);
        library.Put(record);
        library.Tag("ann", record);
        (await host.ShellAsync("id -u; id -g", spec => spec with { Image = "ann", User = "ann" })).Stdout.ShouldBe("77\n78\n");
    }
}
