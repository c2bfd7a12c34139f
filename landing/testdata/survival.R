# Writes the expected values of the tests: Rscript survival.R, in this folder, with R's package
# survival (Debian: r-cran-survival). The courses are drawn here; the tests compute the curve
# from them and hold every point against what R makes of them.
library(survival)
set.seed(26)
n <- 400
asof <- as.Date("2024-12-31")
signed <- as.Date("2019-11-29") + sample(0:1800, n, replace = TRUE)
operating <- signed + 1 + floor(rexp(n, 1 / 700))
ended <- signed + 1 + floor(rexp(n, 1 / 2500))
# A third reach it on days that many share, and some on the day of signing.
shared <- sample(n, n / 3)
operating[shared] <- signed[shared] + 90 * (0:3)[sample(4, length(shared), replace = TRUE)]
operating[operating > asof | operating > ended] <- NA
ended[ended > asof | !is.na(operating)] <- NA
courses <- data.frame(signed, operating, terminated = ended)
write.csv(courses, "courses.csv", row.names = FALSE, quote = FALSE)

curve <- function(file, signed, operating, ended, asof, leaves) {
  event <- !is.na(operating)
  end <- rep(asof, length(signed))
  if (leaves) end[!is.na(ended)] <- ended[!is.na(ended)]
  last <- ifelse(event, operating, end)
  days <- as.integer(last - as.integer(signed))
  # R's Kaplan-Meier curve; timefix would join days that are near, and they are whole.
  fit <- survfit(Surv(days, event) ~ 1, timefix = FALSE, se.fit = TRUE)
  # std.err is that of log S; Greenwood's variance of S is its square times S squared.
  variance <- ifelse(fit$surv == 0, 0, (fit$surv * fit$std.err)^2)
  write.csv(data.frame(days = fit$time, risk = fit$n.risk, events = fit$n.event, censored = fit$n.censor,
    surv = sprintf("%.17g", fit$surv), variance = sprintf("%.17g", variance)), file, row.names = FALSE, quote = FALSE)
}
curve("curve-stays.csv", signed, operating, ended, asof, FALSE)
curve("curve-leaves.csv", signed, operating, ended, asof, TRUE)
