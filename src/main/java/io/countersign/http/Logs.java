package io.countersign.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import io.countersign.core.encoding.Json;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/// The node's log: one JSON object a line.
///
/// It names requests by their id and route, and failures by code, class and place in the code.
/// Paths, queries, header fields, bodies, and messages of exceptions, which may quote any of them,
/// are never written.
public final class Logs {
  /// Frames of a fault that are written.
  private static final int MAX_FRAMES = 24;

  private Logs() {}

  /// The levels that there are, from the most talkative on.
  static List<String> levels() {
    return List.of("debug", "info", "warn", "error", "off");
  }

  /// Sends what the node logs from `level` on to `out`; of libraries, warnings and worse.
  public static void to(OutputStream out, String level) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    Lines encoder = new Lines();
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level.equals("off") ? Level.OFF : Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.countersign").setLevel(Level.toLevel(level));
  }

  /// Writes events as lines of JSON.
  private static final class Lines extends EncoderBase<ILoggingEvent> {
    @Override
    public byte[] headerBytes() {
      return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      Map<String, Json> out = new TreeMap<>();
      out.put("at", Json.of(event.getInstant().toString()));
      out.put("level", Json.of(String.valueOf(event.getLevel())));
      out.put("logger", Json.of(Problem.clean(event.getLoggerName())));
      // The pattern, not the text that values were put into.
      out.put("event", Json.of(Problem.clean(String.valueOf(event.getMessage()))));
      List<KeyValuePair> pairs = event.getKeyValuePairs();
      if (pairs != null) {
        for (KeyValuePair pair : pairs) {
          out.put(
              pair.key,
              pair.value instanceof Number n
                  ? Json.of(n.longValue())
                  : Json.of(Problem.clean(String.valueOf(pair.value))));
        }
      }
      IThrowableProxy fault = event.getThrowableProxy();
      if (fault != null) {
        out.put("fault", fault(fault));
      }
      Json.Builder object = Json.object();
      out.forEach(object::put);
      return (object.build().toText() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Json fault(IThrowableProxy fault) {
      List<Json> frames = new ArrayList<>();
      for (IThrowableProxy f = fault; f != null && frames.size() < MAX_FRAMES; f = f.getCause()) {
        frames.add(Json.of(Problem.clean(f.getClassName())));
        for (StackTraceElementProxy frame : f.getStackTraceElementProxyArray()) {
          if (frames.size() < MAX_FRAMES) {
            frames.add(Json.of(Problem.clean(String.valueOf(frame.getStackTraceElement()))));
          }
        }
      }
      return Json.array(frames);
    }

    @Override
    public byte[] footerBytes() {
      return new byte[0];
    }
  }
}
