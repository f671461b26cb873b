namespace Actors.Host.Configuration;

/// <summary>Finds what the HOCON parser lets pass: it takes <c>{{{</c>, a text without an end, and <c>credits 4</c> for nothing at all.</summary>
internal sealed class HoconText
{
    private readonly string _text;
    private readonly Stack<(char Bracket, int Line)> _open = new();
    private int _at;
    private int _line = 1;

    // Of the setting being read, outside of any list: whether it has a key yet, and what separates that from its value.
    private bool _key;
    private bool _separator;
    private bool _value;

    private HoconText(string text) => _text = text;

    /// <summary>Checks a file's text.</summary>
    /// <exception cref="FormatException">It is not well-formed; the message gives the line.</exception>
    public static void Check(string text) => new HoconText(text).Check();

    private void Check()
    {
        while (_at < _text.Length)
        {
            Next();
        }

        EndSetting();
        if (_open.TryPeek(out var unclosed))
        {
            throw Wrong($"'{unclosed.Bracket}' is never closed", unclosed.Line);
        }
    }

    private bool InList => _open.TryPeek(out var inner) && inner.Bracket == '[';

    private void Next()
    {
        var rest = _text.AsSpan(_at);
        if (rest[0] == '#' || rest.StartsWith("//"))
        {
            var length = rest.IndexOf('\n');
            _at = length < 0 ? _text.Length : _at + length;
        }
        else if (rest.StartsWith("\"\"\"") || rest[0] == '"')
        {
            Quoted(rest.StartsWith("\"\"\"") ? "\"\"\"" : "\"");
        }
        else if (rest.StartsWith("${"))
        {
            var length = rest.IndexOf('}');
            _at += length < 0 ? throw Wrong("'${' is never closed", _line) : length + 1;
            Text();
        }
        else
        {
            _at++;
            Mark(rest[0]);
        }
    }

    private void Quoted(string quote)
    {
        var start = _line;
        for (_at += quote.Length; !_text.AsSpan(_at).StartsWith(quote); _at++)
        {
            if (_at >= _text.Length || (quote.Length == 1 && _text[_at] == '\n'))
            {
                throw Wrong("a text in quotes has no end", start);
            }

            if (_text[_at] == '\n')
            {
                _line++;
            }
            else if (_text[_at] == '\\' && quote.Length == 1)
            {
                _at++;
            }
        }

        _at += quote.Length;
        Text();
    }

    private void Mark(char mark)
    {
        switch (mark)
        {
            case '{' when !_key && !_separator && _open.Count > 0 && !InList:
                throw Wrong("'{' comes without a key", _line);
            case '{' or '[':
                _open.Push((mark, _line));
                (_key, _separator, _value) = (false, false, false);
                break;
            case '}' or ']':
                EndSetting();
                if (!_open.TryPop(out var opened) || opened.Bracket != (mark == '}' ? '{' : '['))
                {
                    throw Wrong($"'{mark}' closes nothing", _line);
                }

                // What it closes was the value of the setting around it.
                (_key, _separator, _value) = (true, true, true);
                break;
            case '=' or ':' when !InList && !_value:
                _separator = true;
                break;
            case '\n':
                EndLine();
                _line++;
                break;
            case ',':
                EndSetting();
                break;
            default:
                if (!char.IsWhiteSpace(mark))
                {
                    Text();
                }

                break;
        }
    }

    private void Text()
    {
        if (_separator)
        {
            _value = true;
        }
        else
        {
            _key = true;
        }
    }

    private void EndLine()
    {
        // The value may stand on the line after its key.
        if (!_separator || _value)
        {
            EndSetting();
        }
    }

    private void EndSetting()
    {
        if (_key && !_separator && !InList)
        {
            throw Wrong("a key has no value: write KEY = VALUE", _line);
        }

        (_key, _separator, _value) = (false, false, false);
    }

    private static FormatException Wrong(string what, int line) => new($"line {line}: {what}.");
}
