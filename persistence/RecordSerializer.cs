using Akka.Actor;
using Akka.Serialization;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

/// <summary>A record is sealed before it comes here: it is stored as it is, under the manifest of its event.</summary>
internal sealed class RecordSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored with every row; never to be changed.</summary>
    public const int Id = 27_182;

    public override int Identifier => Id;

    public override string Manifest(object o) => ((SealedRecord)o).Manifest;

    public override byte[] ToBinary(object obj) => ((SealedRecord)obj).Payload;

    public override object FromBinary(byte[] bytes, string manifest) => new SealedRecord(manifest, bytes);
}
