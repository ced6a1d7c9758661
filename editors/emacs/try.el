;;; Opens the file in ASYNCLINT_TRY with eglot, prints the diagnostics, applies the quick fix,
;;; prints again.  For `emacs -Q --batch -l`.
;; Before Emacs 29 eglot is a package, where the distribution puts it.
(dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa/*"))
  (add-to-list 'load-path folder))
(require 'eglot)
(require 'flymake)

(defvar try-file (getenv "ASYNCLINT_TRY"))
(defvar try-server (split-string (or (getenv "ASYNCLINT_SERVER") "asynclint server")))
(setq eglot-server-programs `((python-mode . ,try-server)))
(setq eglot-sync-connect 60
      eglot-autoshutdown nil
      eglot-confirm-server-edits nil
      eglot-send-changes-idle-time 0.1
      flymake-no-changes-timeout 0.1)

(find-file try-file)
(python-mode)
(call-interactively #'eglot)

(defun try-wait (count)
  (let ((end (+ (float-time) 30)))
    (while (and (/= (length (flymake-diagnostics)) count) (< (float-time) end))
      (accept-process-output nil 0.1))))

(defun try-show (title)
  (princ (format "%s %d\n" title (length (flymake-diagnostics))))
  (dolist (d (flymake-diagnostics))
    (princ (format "%d %s\n"
                   (line-number-at-pos (flymake-diagnostic-beg d))
                   (buffer-substring-no-properties (flymake-diagnostic-beg d)
                                                   (flymake-diagnostic-end d))))))

(flymake-mode 1)
(flymake-start)
(try-wait 1)
(try-show "found")
(goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
(let* ((actions (eglot-code-actions (point) (point) "quickfix" nil))
       (fix (seq-find (lambda (action) (eq t (plist-get action :isPreferred))) actions)))
  (if (fboundp 'eglot-execute)
      (eglot-execute (eglot-current-server) fix)
    (eglot--apply-workspace-edit (plist-get fix :edit)))) ; before Emacs 30
(eglot--signal-textDocument/didChange)
(try-wait 0)
(try-show "left")
(princ (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
(princ "\n")
(set-buffer-modified-p nil)
(kill-emacs 0)
