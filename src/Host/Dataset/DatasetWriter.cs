using Actors.Street;
using OpenCvSharp;

namespace Actors.Host.Dataset;

/// <summary>Writes images of streets, each another one, with all cores.</summary>
/// <param name="plan">Which.</param>
/// <param name="written">Told of each image, from any thread.</param>
internal sealed class DatasetWriter(DatasetPlan plan, Action written)
{
    private const int LowestQuality = 60;
    private const int HighestQuality = 96;

    private readonly LabelledImage?[] _images = new LabelledImage?[plan.Count];
    private int _next = -1;

    /// <summary>Writes them, and the annotations in the end.</summary>
    /// <param name="stopping">Ends it before, with those that there are by then.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="IOException">Something cannot be written.</exception>
    public async Task<int> WriteAsync(CancellationToken stopping)
    {
        Directory.CreateDirectory(plan.Images);

        // Images are taken in turn, so that at any time those that are finished are the first ones.
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() => WriteSome(stopping), CancellationToken.None)));
        var images = _images.TakeWhile(image => image is not null).Select(image => image!).ToList();
        await using var file = File.Create(Path.Combine(plan.Folder, CocoWriter.FileName));
        CocoWriter.Write(file, images, FormattableString.Invariant($"Procedural streets of seed {plan.Seed}, {plan.Width}x{plan.Height}"));
        return images.Count;
    }

    private void WriteSome(CancellationToken stopping)
    {
        using var picture = new Mat();
        while (!stopping.IsCancellationRequested && Interlocked.Increment(ref _next) is var index && index < plan.Count)
        {
            _images[index] = WriteOne(index, picture);
            written();
        }
    }

    private LabelledImage WriteOne(int index, Mat picture)
    {
        var moment = StreetMoment.Of(plan.Seed, index, plan.Density);
        using var street = new StreetView(new StreetSettings(plan.Width, plan.Height, moment.Seed, moment.Density));
        var objects = street.Show(picture, moment.Time);
        var path = Path.Combine(plan.Images, LabelledImage.NameOf(index));
        var quality = LowestQuality + (int)(moment.Quality * (HighestQuality - LowestQuality));
        Cv2.ImEncode(".jpg", picture, out var bytes, [(int)ImwriteFlags.JpegQuality, quality]);
        File.WriteAllBytes(path, bytes);
        return new LabelledImage(plan.Width, plan.Height, objects);
    }
}
