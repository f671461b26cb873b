using System.Globalization;
using Actors.Capture;
using Actors.Truth;
using Actors.View;
using OpenCvSharp;

namespace Actors.Host.Evaluate;

/// <summary>Writes the confusion matrix, and the pictures in which most went wrong with what is right and wrong in them.</summary>
internal static class ErrorPictures
{
    private const int MostPictures = 50;
    private const string Legend = "green: right   yellow: wrong category   red: false alarm   blue: missed";

    private static readonly Scalar Green = new(80, 200, 60);
    private static readonly Scalar Yellow = new(0, 190, 255);
    private static readonly Scalar Red = new(50, 50, 230);
    private static readonly Scalar Blue = new(255, 140, 40);

    /// <summary>A picture and what became of the objects in it.</summary>
    public sealed record Judged(AnnotatedImage Image, IReadOnlyList<Judgement> Judgements)
    {
        /// <summary>How bad it is: what was missed or taken for something else, and how sure the model was of what is not there.</summary>
        public double Badness => Judgements.Sum(judgement => judgement.Is switch
        {
            Judgement.Kind.Right => 0,
            Judgement.Kind.FalseAlarm => judgement.Found!.Value.Score,
            _ => 1,
        });
    }

    /// <summary>Writes into a folder, over what is there.</summary>
    /// <exception cref="UsageException">It cannot be written to.</exception>
    /// <returns>How many pictures have errors drawn.</returns>
    public static int Write(string folder, IReadOnlyList<Judged> images, ConfusionMatrix confusion, IReadOnlyList<Category> categories)
    {
        using (var matrix = ConfusionPicture.Draw(confusion))
        {
            Save(Path.Combine(folder, "confusion.png"), matrix);
        }

        var names = categories.ToDictionary(category => category.Id, category => category.Name);
        var worst = images.Where(image => image.Badness > 0).OrderByDescending(image => image.Badness).Take(MostPictures).ToList();
        foreach (var (rank, image) in worst.Index())
        {
            using var picture = new Mat();
            ImageSource.ReadImage(image.Image.Path, picture);
            foreach (var judgement in image.Judgements.OrderBy(judgement => judgement.Found?.Score ?? 0))
            {
                Draw(picture, judgement, names);
            }

            Painter.DrawCorner(picture, Legend);
            Save(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{rank + 1:D2}-{Path.GetFileNameWithoutExtension(image.Image.Path)}.jpg")), picture);
        }

        return worst.Count;
    }

    private static void Draw(Mat picture, Judgement judgement, Dictionary<long, string> names)
    {
        var (found, truth) = (judgement.Found, judgement.Truth);
        switch (judgement.Is)
        {
            case Judgement.Kind.Right:
                Painter.DrawBox(picture, found!.Value.Box, Detected(), Green);
                break;
            case Judgement.Kind.WrongCategory:
                Painter.DrawBox(picture, truth!.Value.Box, "", Yellow);
                Painter.DrawBox(picture, found!.Value.Box, $"{Detected()}, is {names[truth.Value.Category]}", Yellow);
                break;
            case Judgement.Kind.FalseAlarm:
                Painter.DrawBox(picture, found!.Value.Box, $"false: {Detected()}", Red);
                break;
            default:
                Painter.DrawBox(picture, truth!.Value.Box, $"missed: {names[truth.Value.Category]}", Blue);
                break;
        }

        string Detected() => string.Create(CultureInfo.InvariantCulture, $"{names[found!.Value.Category]} {found.Value.Score:0.00}");
    }

    private static void Save(string path, Mat picture)
    {
        if (!Cv2.ImWrite(path, picture))
        {
            throw new UsageException($"--pictures: '{path}' cannot be written. Check that the folder may be written to and that the disk is not full.");
        }
    }
}
