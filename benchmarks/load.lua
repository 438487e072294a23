-- What wrk sends: one request again and again. Arguments: the body, and the number of requests to stop after (0: none).
function init(arguments)
  wrk.method = "POST"
  wrk.body = arguments[1]
  local limit, answered = tonumber(arguments[2]), 0
  if limit > 0 then
    function response()
      answered = answered + 1
      if answered == limit then
        io.write("ENOUGH\n") -- wrk itself would go on to the end of its time
        io.flush()
      end
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %.6f, "p50_ms": %.4f, "p99_ms": %.4f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
