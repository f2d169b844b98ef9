namespace Piwa.Tests.Importing;

/// <summary>A mesh to put into a file: x, y, z by vertex, three vertices by triangle.</summary>
internal sealed record TestShape(double[] Positions, int[] Triangles)
{
    public static TestShape Cube { get; } = new(
        [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1],
        [0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4, 2, 3, 7, 2, 7, 6, 1, 2, 6, 1, 6, 5, 3, 0, 4, 3, 4, 7]);

    /// <summary>Two triangles that show from +z.</summary>
    public static TestShape Square { get; } = new([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0], [0, 1, 2, 0, 2, 3]);

    public static TestShape Torus(double tube, int around = 32, int across = 16) => Of(around, across, (u, v) =>
        ((1 + (tube * Math.Cos(v))) * Math.Cos(u), (1 + (tube * Math.Cos(v))) * Math.Sin(u), tube * Math.Sin(v)));

    /// <summary>A ball of so many rows, and twice as many columns.</summary>
    public static TestShape Ball(int rows)
    {
        List<double> positions = [];
        List<int> triangles = [];
        for (int i = 0; i <= rows; i++)
        {
            for (int j = 0; j < 2 * rows; j++)
            {
                double v = Math.PI * i / rows, u = Math.PI * j / rows;
                positions.AddRange([Math.Sin(v) * Math.Cos(u), Math.Sin(v) * Math.Sin(u), -Math.Cos(v)]);
                if (i == rows)
                    continue;
                int a = (2 * i * rows) + j, b = (2 * i * rows) + ((j + 1) % (2 * rows));
                triangles.AddRange([a, b, b + (2 * rows), a, b + (2 * rows), a + (2 * rows)]);
            }
        }

        return new TestShape([.. positions], [.. triangles]);
    }

    /// <summary>A ring of a tube that is bent and knobbly; each seed gives another one.</summary>
    public static TestShape Knobbly(int seed, int around = 48, int across = 24)
    {
        var random = new Random(seed);
        double[] a = [.. Enumerable.Range(0, 8).Select(_ => random.NextDouble())];
        int lobes = 2 + random.Next(4), knobs = 2 + random.Next(5);
        return Of(around, across, (u, v) =>
        {
            double tube = (0.12 + (0.25 * a[0])) * (1 + (0.7 * a[1] * Math.Cos((lobes * u) + v)) + (0.4 * a[2] * Math.Sin(knobs * v)));
            double ring = 1 + (0.6 * a[3] * Math.Cos(lobes * u));
            return ((ring + (tube * Math.Cos(v))) * Math.Cos(u) * (0.4 + a[4]), (ring + (tube * Math.Cos(v))) * Math.Sin(u), (tube * Math.Sin(v)) + (a[5] * Math.Sin(lobes * u)));
        });
    }

    /// <summary>Each place changed.</summary>
    public TestShape Moved(Func<double, double, double, (double X, double Y, double Z)> move)
    {
        var moved = new double[Positions.Length];
        for (int i = 0; i < moved.Length; i += 3)
            (moved[i], moved[i + 1], moved[i + 2]) = move(Positions[i], Positions[i + 1], Positions[i + 2]);
        return this with { Positions = moved };
    }

    /// <summary>The same surface, with vertices, triangles and their corners in another order.</summary>
    public TestShape Shuffled(int seed)
    {
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, Positions.Length / 3)], triangles = [.. Enumerable.Range(0, Triangles.Length / 3)];
        random.Shuffle(order);
        random.Shuffle(triangles);
        var place = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            place[order[i]] = i;
        return new TestShape(
            [.. order.SelectMany(vertex => Positions.AsSpan(3 * vertex, 3).ToArray())],
            [.. triangles.SelectMany(t =>
            {
                int first = random.Next(3);
                return Enumerable.Range(0, 3).Select(k => place[Triangles[(3 * t) + ((first + k) % 3)]]);
            })]);
    }

    public TestShape Turned(double x, double y, double z)
    {
        return Moved((px, py, pz) =>
        {
            (py, pz) = ((py * Math.Cos(x)) - (pz * Math.Sin(x)), (py * Math.Sin(x)) + (pz * Math.Cos(x)));
            (pz, px) = ((pz * Math.Cos(y)) - (px * Math.Sin(y)), (pz * Math.Sin(y)) + (px * Math.Cos(y)));
            (px, py) = ((px * Math.Cos(z)) - (py * Math.Sin(z)), (px * Math.Sin(z)) + (py * Math.Cos(z)));
            return (px, py, pz);
        });
    }

    /// <summary>As a file of one mesh.</summary>
    public byte[] ToGlb(double[]? color = null, bool doubleSided = false)
    {
        var glb = new GlbBuilder();
        int material = glb.Material(color ?? [0.8, 0.2, 0.1, 1], 0, 0.5, doubleSided);
        glb.Node(glb.Mesh(glb.Primitive(Positions, Triangles, material)));
        return glb.Build();
    }

    private static TestShape Of(int around, int across, Func<double, double, (double X, double Y, double Z)> place)
    {
        List<double> positions = [];
        List<int> triangles = [];
        for (int i = 0; i < around; i++)
        {
            for (int j = 0; j < across; j++)
            {
                (double x, double y, double z) = place(2 * Math.PI * i / around, 2 * Math.PI * j / across);
                positions.AddRange([x, y, z]);
                int a = (i * across) + j, b = ((i + 1) % around * across) + j;
                int c = ((i + 1) % around * across) + ((j + 1) % across), d = (i * across) + ((j + 1) % across);
                triangles.AddRange([a, b, c, a, c, d]);
            }
        }

        return new TestShape([.. positions], [.. triangles]);
    }
}
