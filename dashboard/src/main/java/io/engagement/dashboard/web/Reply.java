package io.engagement.dashboard.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What is sent to a browser: the same headers with every answer, compressed where it pays. */
final class Reply {
  static final String HTML = "text/html; charset=utf-8";
  static final String JSON = "application/json; charset=utf-8";
  static final String TEXT = "text/plain; charset=utf-8";
  static final String CSV = "text/csv; charset=utf-8";

  private static final int WORTH_COMPRESSING = 1_000;

  private Reply() {}

  /** Headers that every answer has: nothing from elsewhere runs, frames or reads the page. */
  static void secure(Response response) {
    response
        .getHeaders()
        .put(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
        .put("X-Content-Type-Options", "nosniff")
        .put("X-Frame-Options", "DENY")
        .put("Referrer-Policy", "no-referrer")
        .put("Cross-Origin-Opener-Policy", "same-origin")
        .put("Cross-Origin-Resource-Policy", "same-origin")
        .put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  static void text(Request request, Response response, Callback callback, int status, String text) {
    response.setStatus(status);
    send(request, response, callback, TEXT, (text + '\n').getBytes(StandardCharsets.UTF_8));
  }

  static void redirect(Response response, Callback callback, String to) {
    response.setStatus(303);
    response.getHeaders().put(HttpHeader.LOCATION, to);
    callback.succeeded();
  }

  static void send(
      Request request, Response response, Callback callback, String type, byte[] content) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    byte[] body = content;
    if (content.length >= WORTH_COMPRESSING && acceptsGzip(request)) {
      response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
      body = gzip(content);
    }
    write(request, response, callback, body);
  }

  static boolean acceptsGzip(Request request) {
    return request.getHeaders().contains(HttpHeader.ACCEPT_ENCODING, "gzip");
  }

  static void write(Request request, Response response, Callback callback, byte[] body) {
    response.getHeaders().put(HttpHeader.VARY, "Accept-Encoding");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean withBody = !request.getMethod().equals("HEAD");
    response.write(true, withBody ? ByteBuffer.wrap(body) : ByteBuffer.allocate(0), callback);
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
