// The words of yasgui in Chinese: it has none of its own but English. What it shows of an answer or a query stays.
"use strict";
(() => {
  const WORDS = {
    "Table": "表格", "Response": "原始响应", "Boolean": "是非", "Error": "错误",
    "Simple view": "简洁显示", "Ellipse": "截短长文", "Page size:": "每页行数：", "All": "全部",
    "Filter query results": "筛选结果", "No data available in table": "没有结果", "No matching records found": "没有符合筛选条件的结果",
    "Download result": "下载结果", "Download Results": "下载结果", "Run query": "运行查询", "Query is running": "正在查询",
    "Share": "分享", "Share query": "分享查询", "Add tab": "新建标签页", "Add a new tab": "新建标签页", "Close": "关闭",
    "Query": "查询", "First": "首页", "Previous": "上一页", "Next": "下一页", "Last": "末页", "pagination": "分页",
    "Abort query": "停止查询", "Show all": "全部显示", "Download full response": "下载完整响应",
  };
  const FORMS = [
    [/^(\d+) results? in ([\d.]+) seconds?$/, "$1 个结果，用时 $2 秒"],
    [/^(\d+) results?$/, "$1 个结果"],
    [/^in ([\d.]+) seconds?$/, "用时 $1 秒"],
    [/^Showing (\d+) to (\d+) of (\d+) entr(?:ies|y)$/, "第 $1–$2 行，共 $3 行"],
    [/^\(filtered from (\d+) total entr(?:ies|y)\)$/, "（筛选前 $1 行）"],
    [/^Shows (.+) view$/, "以$1显示"],
    [/^View documentation of (.+)$/, "$1的说明"],
    [/^(.+): Activate to sort$/, "$1：点击排序"],
  ];
  const SHOWN = ".CodeMirror, .CodeMirror-hints, td, .told, .problem, iframe";
  const NAMES = ["title", "aria-label", "placeholder"];

  function chinese(text) {
    const words = text.trim();
    if (WORDS[words]) return text.replace(words, WORDS[words]);
    for (const [form, put] of FORMS) {
      const match = form.exec(words);
      if (match) return words.replace(form, put).replace(match[1], WORDS[match[1]] || match[1]);
    }
    return text;
  }
  function say(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const put = chinese(node.data);
      if (put !== node.data) node.data = put;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SHOWN)) return;
    for (const name of NAMES) {
      const text = node.getAttribute(name);
      if (text && chinese(text) !== text) node.setAttribute(name, chinese(text));
    }
    node.childNodes.forEach(say);
  }
  const rich = document.getElementById("rich");
  new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      if (!element || element.closest(SHOWN)) continue;
      if (type === "childList") addedNodes.forEach(say);
      else say(target);
    }
  }).observe(rich, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES });
  say(rich);
})();
