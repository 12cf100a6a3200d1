package io.engagement.dashboard.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The files of the page: read once, a fixed list, whatever a path says. */
final class Assets {
  private static final String PAGE = "/io/engagement/dashboard/page/";
  private static final String WEBJARS = "/META-INF/resources/webjars/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private final Map<String, Asset> assets = new HashMap<>();

  private record Asset(String type, byte[] content, byte[] compressed, String tag) {}

  Assets() {
    add("/", Reply.HTML, PAGE + "index.html");
    add("/login", Reply.HTML, PAGE + "login.html");
    add("/page/page.css", "text/css; charset=utf-8", PAGE + "page.css");
    add("/page/icon.svg", "image/svg+xml", PAGE + "icon.svg");
    for (String script : new String[] {"page", "panels", "charts", "flow", "format", "story"}) {
      add("/page/" + script + ".js", SCRIPT, PAGE + script + ".js");
    }
    webjar("chart.js", "dist/chart.umd.min.js", "chart.js");
    webjar("d3-array", "dist/d3-array.min.js", "d3-array.js");
    webjar("d3-sankey", "dist/d3-sankey.min.js", "d3-sankey.js");
  }

  private void webjar(String name, String file, String path) {
    String properties = "/META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
    try (@Nullable InputStream in = Assets.class.getResourceAsStream(properties)) {
      if (in == null) {
        throw new IllegalStateException("the library " + name + " is missing from the program");
      }
      java.util.Properties pom = new java.util.Properties();
      pom.load(in);
      add("/lib/" + path, SCRIPT, WEBJARS + name + '/' + pom.getProperty("version") + '/' + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String path, String type, String resource) {
    try (@Nullable InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the program");
      }
      byte[] content = in.readAllBytes();
      String tag = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
      assets.put(path, new Asset(type, content, Reply.gzip(content), '"' + tag + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends the file of that path; false when there is none. */
  boolean send(String path, Request request, Response response, Callback callback) {
    Asset asset = assets.get(path);
    if (asset == null) {
      return false;
    }
    response
        .getHeaders()
        .put(HttpHeader.CACHE_CONTROL, "no-cache")
        .put(HttpHeader.ETAG, asset.tag())
        .put(HttpHeader.CONTENT_TYPE, asset.type());
    if (asset.tag().equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(304);
      callback.succeeded();
      return true;
    }
    boolean compressed = Reply.acceptsGzip(request);
    if (compressed) {
      response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    Reply.write(request, response, callback, compressed ? asset.compressed() : asset.content());
    return true;
  }
}
