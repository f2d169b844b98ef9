namespace Piwa.Pipeline.Cameras;

/// <summary>Forms in which published loaders expect cameras. See <see cref="CameraFiles"/>.</summary>
public enum CameraDialect
{
    /// <summary>
    /// <c>transforms.json</c>: <c>aabb</c>, <c>scale</c>, <c>offset</c>, and frames of <c>file_path</c>, <c>camera_angle_x</c> (radians),
    /// <c>transform_matrix</c> (camera to world, OpenGL axes), <c>depth</c> (<c>min</c>, <c>max</c>), <c>proj_type</c> (1: parallel, then
    /// <c>ortho_scale</c>, the image's width in world units, in the place of the angle); beside them <c>w</c>, <c>h</c>, <c>fl_x</c>,
    /// <c>fl_y</c>, <c>cx</c>, <c>cy</c> as in nerfstudio. Sources: microsoft/TRELLIS, <c>dataset_toolkits/blender_script/render.py</c>;
    /// Tencent-Hunyuan/Hunyuan3D-2.1, <c>hy3dshape/tools/render/render.py</c> (<c>proj_type</c>).
    /// </summary>
    TransformsJson = 0,

    /// <summary>
    /// <c>opencv_cameras.json</c>: frames of <c>w</c>, <c>h</c>, <c>fx</c>, <c>fy</c>, <c>cx</c>, <c>cy</c>, <c>w2c</c> (4 x 4, OpenCV
    /// axes), <c>file_path</c>; beside them our own <c>near</c>, <c>far</c>. Source: desaixie/zeroverse, <c>zeroverse_rgba.py</c>.
    /// </summary>
    OpenCvJson = 1,

    /// <summary>
    /// <c>000.npy</c>, ...: 3 x 4, world to camera, Blender (OpenGL) axes. Neither intrinsics nor range. Sources: allenai/objaverse-xl,
    /// <c>scripts/rendering/blender_script.py</c>; cvlab-columbia/zero123.
    /// </summary>
    WorldToCameraNpy = 2,

    /// <summary>
    /// <c>cameras.npz</c> with <c>cam_poses</c> [view, 3, 4]: world to camera, Blender (OpenGL) axes. Neither intrinsics nor range. Source:
    /// TencentARC/InstantMesh, <c>src/data/objaverse.py</c> (inverse of the pose), <c>src/models/renderer/utils/ray_sampler.py</c>
    /// (axes).
    /// </summary>
    CamerasNpz = 3,

    /// <summary>
    /// <c>pose/000.npy</c>, ...: 3 x 4, camera to world, Blender (OpenGL) axes; and <c>intrinsics.npy</c>, 3 x 2: fx, fy; cx, cy; width,
    /// height; the same for all views. No range. Source: 3DTopia/OpenLRM, <c>scripts/data/objaverse/blender_script.py</c>.
    /// </summary>
    PoseNpy = 4,

    /// <summary>
    /// <c>00000/00000.json</c>, ...: <c>origin</c>, the camera's place; <c>x</c>, <c>y</c>, <c>z</c>, its axes right, down and forward in
    /// the world, which is right-handed with z up (of G-Objaverse, only the normal planes are in Unity's frame); <c>x_fov</c>, <c>y_fov</c>
    /// (radians); <c>bbox</c>; beside them our own <c>near</c>, <c>far</c>. Source: modelscope/richdreamer,
    /// <c>dataset/gobjaverse/depth_warp_example.py</c>.
    /// </summary>
    AxesJson = 5,
}
