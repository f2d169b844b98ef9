namespace Piwa.Chain.Provenance;

/// <summary>What a content hash stands for.</summary>
public enum ContentKind : byte
{
    /// <summary>A mesh.</summary>
    Mesh,

    /// <summary>A set of materials.</summary>
    Texture,

    /// <summary>Cameras and light.</summary>
    Scene,

    /// <summary>An asset: all components and its views.</summary>
    Asset,
}
