import java.util.function.Function;

/** Runs a client's calls one after the other and prints one JSON object per step. */
class Steps {
  /** A call to the server; its result is compared as text. */
  interface Call {
    Object run() throws Exception;
  }

  private final Function<Exception, Object> refusal;

  /** Takes how the client's exceptions say that the server refused; a step's result then is what that gives. */
  Steps(Function<Exception, Object> refusal) {
    this.refusal = refusal;
  }

  void step(String name, Object expected, Call call) {
    Object actual;
    try {
      actual = call.run();
    } catch (Exception error) {
      actual = refusal.apply(error);
    }
    System.out.printf(
        "{\"name\":%s,\"expected\":%s,\"actual\":%s}%n", quote(name), quote(expected), quote(actual));
  }

  private static String quote(Object value) {
    StringBuilder text = new StringBuilder("\"");
    for (char character : String.valueOf(value).toCharArray()) {
      if (character == '"' || character == '\\') text.append('\\').append(character);
      else if (character < ' ') text.append(String.format("\\u%04x", (int) character));
      else text.append(character);
    }
    return text.append('"').toString();
  }
}
